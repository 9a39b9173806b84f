import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SchemaCache, type Start, subscribe } from '../../stream';
import { FakeClock, ModelBus, type ModelFault } from './ModelBus';

const RUNS = Number(process.env.STREAM_HISTORIES ?? 300);

const step = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ publish: fc.integer({ min: 1, max: 40 }) }) },
	{ weight: 1, arbitrary: fc.record({ again: fc.integer({ min: 1, max: 30 }) }) },
	{ weight: 2, arbitrary: fc.record({ wait: fc.integer({ min: 1, max: 400_000 }) }) },
	{ weight: 1, arbitrary: fc.constant({ restart: true }) },
);
const fault: fc.Arbitrary<ModelFault> = fc.record({
	kind: fc.constantFrom('unavailable', 'auth', 'close', 'silent', 'slow', 'allocation', 'topic'),
	after: fc.integer({ min: 0, max: 50 }),
});
const history = fc.record({
	steps: fc.array(step, { minLength: 1, maxLength: 12 }),
	faults: fc.array(fault, { maxLength: 8 }),
	batch: fc.integer({ min: 1, max: 100 }),
	/** How long the consumer takes for an event. */
	slowness: fc.constantFrom(0, 0, 0, 1_000, 70_000),
	/** By so many events is the stored position behind. */
	lag: fc.integer({ min: 0, max: 12 }),
	random: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

/** Plays a history; answers what was published, and what was handed over in which order. */
async function play({ steps, faults, batch, slowness, lag, random }: History) {
	const clock = new FakeClock();
	const bus = new ModelBus(clock);
	bus.faults.push(...faults);
	const schemas: SchemaCache = new Map();
	const handed: string[] = [];
	const keys = new Set<string>();
	const positions: string[] = [];
	let start: Start = 'retained';
	let ending = new AbortController();

	async function consume(signal: AbortSignal): Promise<void> {
		const before = new Set(keys);
		const { auth, connect } = bus;
		const timing = clock.timing(() => random, signal);
		const signals = subscribe({
			...{ auth, connect, schemas, start, batch, timing },
			endpoint: 'https://api.pubsub.salesforce.com:7443',
			channel: '/event/E',
			wallClock: () => clock.now,
		});
		for await (const heard of signals) {
			if (heard.kind === 'event') {
				const { id } = heard.event;
				// n8n drops what an earlier start had handed over; the stream itself must repeat nothing.
				if (!before.has(id)) handed.push(id);
				keys.add(id);
			}
			if (heard.kind !== 'event' && heard.kind !== 'position') throw heard.error;
			positions.push(heard.position);
			const stored = positions.at(-1 - lag);
			if (stored !== undefined) start = { position: stored };
			if (slowness > 0 && heard.kind === 'event') {
				await clock.sleep(slowness, signal).catch(() => undefined);
			}
		}
	}

	let consuming = consume(ending.signal);
	let count = 0;
	const acting = (async () => {
		for (const action of steps) {
			if ('publish' in action) {
				for (let more = 0; more < action.publish; more += 1) bus.publish(`e${count++}`);
			}
			if ('again' in action && bus.published.length > 0) {
				bus.publish(bus.published.at(-Math.min(action.again, bus.published.length))!);
			}
			if ('wait' in action) await clock.sleep(action.wait);
			if ('restart' in action) {
				ending.abort();
				await consuming;
				positions.length = 0;
				ending = new AbortController();
				consuming = consume(ending.signal);
			}
		}
	})();
	let isOver = false;
	let failed: unknown;
	const watch = acting.then(
		() => (isOver = true),
		(error: unknown) => ((isOver = true), (failed = error)),
	);
	const fatal = () => failed !== undefined;
	await clock.runUntil(() => fatal() || (isOver && handed.length === count));
	ending.abort();
	await clock.runUntil(() => isOver);
	await Promise.all([watch, consuming]);
	if (failed !== undefined) throw failed as Error;
	return { handed, published: Array.from({ length: count }, (_, index) => `e${index}`) };
}

describe('any history of events, faults, restarts and slow consumers', () => {
	it(
		`loses nothing, repeats nothing and keeps the order (${RUNS} histories)`,
		async () => {
			await fc.assert(
				fc.asyncProperty(history, async (given) => {
					const { handed, published } = await play(given);
					expect(handed).toEqual(published);
				}),
				{ numRuns: RUNS, verbose: 1 },
			);
		},
		Math.max(20_000, RUNS * 200),
	);
});
