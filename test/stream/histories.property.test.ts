import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SchemaCache, type Start, subscribeShared } from '../../stream';
import { FakeClock, ModelBus, type ModelFault } from './ModelBus';

const RUNS = Number(process.env.STREAM_HISTORIES ?? 300);

const step = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ publish: fc.integer({ min: 1, max: 40 }) }) },
	{ weight: 1, arbitrary: fc.record({ again: fc.integer({ min: 1, max: 30 }) }) },
	{ weight: 2, arbitrary: fc.record({ wait: fc.integer({ min: 1, max: 400_000 }) }) },
	{ weight: 1, arbitrary: fc.record({ restart: fc.nat({ max: 2 }) }) },
);
const fault: fc.Arbitrary<ModelFault> = fc.record({
	kind: fc.constantFrom('unavailable', 'auth', 'close', 'silent', 'slow', 'allocation', 'topic'),
	after: fc.integer({ min: 0, max: 50 }),
});
const history = fc.record({
	steps: fc.array(step, { minLength: 1, maxLength: 12 }),
	faults: fc.array(fault, { maxLength: 8 }),
	/** They share a stream where they can. */
	consumers: fc.array(
		fc.record({
			batch: fc.integer({ min: 1, max: 100 }),
			/** How long it takes for an event. */
			slowness: fc.constantFrom(0, 0, 0, 1_000, 70_000),
			/** By so many events is the stored position behind. */
			lag: fc.integer({ min: 0, max: 12 }),
			/** When it comes. */
			begin: fc.constantFrom(0, 0, 1_000, 500_000),
		}),
		{ minLength: 1, maxLength: 3 },
	),
	random: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;
type Consuming = History['consumers'][number];

/** Takes what comes, and begins again where it has stored that it was. */
class Consumer {
	readonly handed: string[] = [];
	private readonly keys = new Set<string>();
	private readonly positions: string[] = [];
	private start: Start = 'retained';
	private ending = new AbortController();
	private consuming: Promise<void>;

	constructor(
		private readonly bus: ModelBus,
		private readonly clock: FakeClock,
		private readonly given: Consuming & { random: number; subscriber: string },
	) {
		this.consuming = this.consume(this.ending.signal, given.begin);
	}

	async stop(): Promise<void> {
		this.ending.abort();
		await this.consuming;
	}

	async restart(): Promise<void> {
		await this.stop();
		this.positions.length = 0;
		this.ending = new AbortController();
		this.consuming = this.consume(this.ending.signal, 0);
	}

	private async consume(signal: AbortSignal, begin: number): Promise<void> {
		const { bus, clock, keys } = this;
		const { batch, slowness, lag, random, subscriber } = this.given;
		const pause = (milliseconds: number) =>
			clock.sleep(milliseconds, signal).catch(() => undefined);
		if (begin > 0) await pause(begin);
		const before = new Set(keys);
		const { auth, connect } = bus;
		const timing = clock.timing(() => random, signal);
		const schemas: SchemaCache = new Map();
		const signals = subscribeShared({
			...{ auth, connect, schemas, start: this.start, batch, timing, subscriber },
			endpoint: 'https://api.pubsub.salesforce.com:7443',
			channel: '/event/E',
			wallClock: () => clock.now,
		});
		for await (const heard of signals) {
			if (heard.kind === 'event') {
				const { id } = heard.event;
				// n8n drops what an earlier start had handed over; the stream itself must repeat nothing.
				if (!before.has(id)) this.handed.push(id);
				keys.add(id);
			}
			if (heard.kind !== 'event' && heard.kind !== 'position') throw heard.error;
			this.positions.push(heard.position);
			const stored = this.positions.at(-1 - lag);
			if (stored !== undefined) this.start = { position: stored };
			if (slowness > 0 && heard.kind === 'event') await pause(slowness);
		}
	}
}

/** Plays a history; answers what was published, and what was handed over in which order. */
async function play({ steps, faults, consumers: givens, random }: History) {
	const clock = new FakeClock();
	const bus = new ModelBus(clock);
	bus.faults.push(...faults);
	const subscriber = randomUUID();
	const consumers = givens.map(
		(given) => new Consumer(bus, clock, { ...given, random, subscriber }),
	);
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
			if ('restart' in action) await consumers[action.restart]?.restart();
		}
	})();
	let isOver = false;
	let failed: unknown;
	const watch = acting.then(
		() => (isOver = true),
		(error: unknown) => ((isOver = true), (failed = error)),
	);
	const isDone = () => isOver && consumers.every(({ handed }) => handed.length >= count);
	await clock.runUntil(() => failed !== undefined || isDone());
	const stopping = Promise.all(consumers.map((consumer) => consumer.stop()));
	let isStopped = false;
	void stopping.then(() => (isStopped = true));
	await clock.runUntil(() => isOver && isStopped);
	await Promise.all([watch, stopping]);
	if (failed !== undefined) throw failed as Error;
	return {
		handed: consumers.map((consumer) => consumer.handed),
		published: Array.from({ length: count }, (_, index) => `e${index}`),
	};
}

describe('any history of events, faults, restarts and slow consumers', () => {
	it(
		`loses nothing, repeats nothing and keeps the order (${RUNS} histories)`,
		async () => {
			await fc.assert(
				fc.asyncProperty(history, async (given) => {
					const { handed, published } = await play(given);
					expect(handed).toEqual(given.consumers.map(() => published));
				}),
				{ numRuns: RUNS, verbose: 1 },
			);
		},
		Math.max(20_000, RUNS * 200),
	);
});
