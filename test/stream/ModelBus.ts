import type { SalesforceAuth } from '../../auth';
import type { Timing } from '../../http';
import type { Connection } from '../../stream';

/** A clock that goes on when nothing else moves. */
export class FakeClock {
	now = 0;
	private readonly sleepers: Array<{ at: number; wake: () => void }> = [];

	sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
		signal?.throwIfAborted();
		await new Promise<void>((resolve, reject) => {
			const wake = () => {
				signal?.removeEventListener('abort', stop);
				resolve();
			};
			const sleeper = { at: this.now + milliseconds, wake };
			this.sleepers.push(sleeper);
			const stop = () => {
				const index = this.sleepers.indexOf(sleeper);
				if (index >= 0) this.sleepers.splice(index, 1);
				reject(signal?.reason as Error);
			};
			signal?.addEventListener('abort', stop, { once: true });
		});
	};

	/** Lets time pass until the work is done. */
	async runUntil(isDone: () => boolean): Promise<void> {
		for (let turns = 0; !isDone(); turns += 1) {
			if (turns > 100_000) throw new Error('It never ends');
			for (let quiet = 0; quiet < 4; quiet += 1) await new Promise(setImmediate);
			if (isDone()) return;
			const next = this.sleepers.toSorted((one, other) => one.at - other.at)[0];
			if (!next) continue;
			this.sleepers.splice(this.sleepers.indexOf(next), 1);
			this.now = Math.max(this.now, next.at);
			next.wake();
		}
	}

	timing(random: () => number, signal: AbortSignal): Timing {
		return { sleep: this.sleep, now: () => this.now, random, signal };
	}
}

export interface ModelFault {
	kind: 'unavailable' | 'auth' | 'close' | 'silent' | 'slow' | 'allocation' | 'topic';
	/** Events that the stream delivers before. */
	after: number;
}

const CODES: Partial<Record<ModelFault['kind'], [number, string]>> = {
	unavailable: [14, ''],
	auth: [16, 'service.auth.error'],
	slow: [8, 'service.protection.triggered'],
	allocation: [8, 'subscription.limit.exceeded'],
	topic: [14, 'topic.api.unavailable'],
};

function failure(kind: ModelFault['kind']): Error {
	const [code, name] = CODES[kind] ?? [13, ''];
	const metadata = new Headers(name ? { 'error-code': `sfdc.platform.eventbus.grpc.${name}` } : {});
	return Object.assign(new Error(kind), { name: 'ConnectError', code, rawMessage: kind, metadata });
}

const positionOf = (index: number) => {
	const bytes = Buffer.alloc(10);
	bytes.writeBigUInt64BE(BigInt(index));
	return new Uint8Array(bytes);
};

/** Salesforce's event bus as its guide describes it, without a wire. */
export class ModelBus {
	readonly published: string[] = [];
	readonly faults: ModelFault[] = [];
	private readonly wakers = new Set<() => void>();
	private token = 1;

	constructor(private readonly clock: FakeClock) {}

	publish(id: string): void {
		this.published.push(id);
		for (const wake of this.wakers) wake();
	}

	readonly auth = Object.assign(
		(options: { staleToken?: string } = {}) => {
			if (options.staleToken === `00D000000000001!${this.token}`) this.token += 1;
			return Promise.resolve({
				accessToken: `00D000000000001!${this.token}`,
				instanceUrl: 'https://acme.my.salesforce.com',
				issuedAt: 0,
			});
		},
		{ hook: () => Promise.reject(new Error('not used')), held: () => undefined },
	) as SalesforceAuth;

	connect = (): Promise<Connection> => {
		const fault = this.faults.shift();
		const client = {
			getTopic: () =>
				fault?.kind === 'topic'
					? Promise.reject(failure('topic'))
					: Promise.resolve({ canSubscribe: true, schemaId: 'one' }),
			getSchema: () =>
				Promise.resolve({
					schemaJson: '{"type":"record","name":"E","fields":[{"name":"n","type":"string"}]}',
				}),
			subscribe: (requests: AsyncIterable<ModelRequest>, { signal }: { signal: AbortSignal }) =>
				this.stream(requests, signal, fault),
		};
		return Promise.resolve({ client, close() {} } as unknown as Connection);
	};

	private async *stream(
		requests: AsyncIterable<ModelRequest>,
		signal: AbortSignal,
		fault: ModelFault | undefined,
	) {
		let [credit, cursor, delivered, isSilent] = [0, -1, 0, false];
		let wake = () => {};
		const reading = (async () => {
			for await (const request of requests) {
				if (cursor < 0) cursor = this.startOf(request);
				credit = Math.min(100, credit + request.numRequested);
				wake();
			}
		})();
		void reading;
		const wakeUp = () => wake();
		this.wakers.add(wakeUp);
		signal.addEventListener('abort', wakeUp);
		try {
			for (;;) {
				if (signal.aborted) throw failure('unavailable');
				const most = Math.min(credit, (fault?.after ?? Infinity) - delivered);
				const ids = cursor < 0 || isSilent ? [] : this.published.slice(cursor, cursor + most);
				if (ids.length > 0) {
					const from = cursor;
					[cursor, credit, delivered] = [
						from + ids.length,
						credit - ids.length,
						delivered + ids.length,
					];
					yield {
						events: ids.map((id, index) => ({
							event: {
								id,
								schemaId: 'one',
								payload: Buffer.from([2 * id.length, ...Buffer.from(id)]),
							},
							replayId: positionOf(from + index + 1),
						})),
						latestReplayId: positionOf(cursor),
						pendingNumRequested: credit,
					};
					continue;
				}
				if (fault && cursor >= 0 && delivered >= fault.after && !isSilent) {
					if (fault.kind === 'close') return;
					if (fault.kind !== 'silent') throw failure(fault.kind);
					isSilent = true;
				}
				const waiting = new AbortController();
				const limit = isSilent ? 1e9 : credit === 0 && cursor >= 0 ? 60_000 : 270_000;
				const late = this.clock.sleep(limit, waiting.signal).then(
					() => true,
					() => false,
				);
				const woken = new Promise<boolean>((resolve) => (wake = () => resolve(false)));
				const isLate = await Promise.race([late, woken]);
				waiting.abort();
				if (!isLate || isSilent) continue;
				if (credit === 0) return;
				yield { events: [], latestReplayId: positionOf(cursor), pendingNumRequested: credit };
			}
		} finally {
			this.wakers.delete(wakeUp);
		}
	}

	private startOf({ replayPreset, replayId }: ModelRequest): number {
		if (replayPreset === 0) return this.published.length;
		return replayPreset === 1 ? 0 : Number(Buffer.from(replayId!).readBigUInt64BE());
	}
}

interface ModelRequest {
	numRequested: number;
	replayPreset?: number;
	replayId?: Uint8Array;
}
