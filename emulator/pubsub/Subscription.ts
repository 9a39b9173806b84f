import { randomUUID } from 'node:crypto';
import { type ServerDuplexStream } from '@grpc/grpc-js';
import { eventsOf } from '../events/eventsOf';
import { type PubSubFault } from './PubSubFaults';
import { type PubSubOrg } from './PubSubOrg';
import { refusal, resetStream } from './refusal';
import { readReplayId, writeReplayId } from './replayIds';

export interface FetchRequest {
	topic_name: string;
	replay_preset: 'LATEST' | 'EARLIEST' | 'CUSTOM';
	replay_id: Buffer;
	num_requested: number;
}

export type FetchCall = ServerDuplexStream<FetchRequest, object>;

export interface SubscriptionOptions {
	state: PubSubOrg;
	call: FetchCall;
	topic: string;
	fault: PubSubFault | undefined;
	/** Tears all connections off. */
	drop: () => void;
	onEnd: () => void;
}

/** Events that a subscriber may have asked for and not got: more counts as this. */
const MOST_CREDIT = 100;

/** One `Subscribe` call, from its first request on. */
export class Subscription {
	private credit = 0;
	private cursor = 0;
	private delivered = 0;
	private hasEnded = false;
	private isSilent = false;
	private hasAsked = false;
	private keepAlive: NodeJS.Timeout | undefined;
	private starving: NodeJS.Timeout | undefined;
	private readonly stopListening: () => void;

	constructor(private readonly options: SubscriptionOptions) {
		const { state, topic } = options;
		this.stopListening = eventsOf(state.org).subscribe(topic, () =>
			setImmediate(() => this.flush()),
		);
	}

	/** Takes a request: the first one says where to start, all of them how many more may come. */
	request(request: FetchRequest): void {
		if (this.hasEnded) return;
		const { topic, fault } = this.options;
		if (!this.hasAsked) {
			const wrong = this.start(request);
			if (wrong !== undefined) return this.fail(refusal(wrong));
			this.hasAsked = true;
			if (fault && (fault.after ?? 0) === 0 && this.strike()) return;
		}
		if (request.topic_name !== '' && request.topic_name !== topic) {
			return this.fail(refusal('subscription.fetch.topic.mismatch'));
		}
		if (request.num_requested <= 0) {
			return this.fail(refusal('subscription.fetch.requested.events.invalid'));
		}
		this.credit = Math.min(MOST_CREDIT, this.credit + request.num_requested);
		clearTimeout(this.starving);
		this.flush();
	}

	private start({ replay_preset, replay_id }: FetchRequest): string | undefined {
		const log = eventsOf(this.options.state.org);
		if (replay_preset === 'LATEST') this.cursor = log.newest;
		if (replay_preset !== 'CUSTOM') return undefined;
		if (replay_id.length === 0) return 'subscription.fetch.replayid.validation.failed';
		const position = readReplayId(replay_id);
		const isKnown =
			position !== undefined &&
			position <= log.newest &&
			(position > log.forgotten || log.forgotten === 0);
		if (!isKnown) return 'subscription.fetch.replayid.corrupted';
		this.cursor = position;
		return undefined;
	}

	/** Sends what there is and may be sent. */
	private flush(): void {
		if (this.hasEnded || this.isSilent || !this.hasAsked) return;
		const { state, topic, fault } = this.options;
		const log = eventsOf(state.org);
		while (this.credit > 0 && !this.hasEnded) {
			const untilFault = fault?.after === undefined ? Infinity : fault.after - this.delivered;
			const events = log.readSome(topic, this.cursor, Math.min(this.credit, untilFault));
			if (events.length === 0) break;
			if (!state.deliver(events.length)) return this.fail(refusal('subscription.limit.exceeded'));
			this.cursor = events.at(-1)?.replayId ?? this.cursor;
			this.credit -= events.length;
			this.delivered += events.length;
			this.write(
				events.map((event) => ({
					event: state.encode(event),
					replay_id: writeReplayId(event.replayId),
				})),
			);
			if (this.delivered >= (fault?.after ?? Infinity) && this.strike()) return;
		}
		this.wait();
	}

	private write(events: object[]): void {
		this.options.call.write({
			events,
			latest_replay_id: writeReplayId(this.cursor),
			rpc_id: randomUUID(),
			pending_num_requested: this.credit,
		});
	}

	private wait(): void {
		clearTimeout(this.keepAlive);
		clearTimeout(this.starving);
		if (this.hasEnded) return;
		const { policy } = this.options.state.org;
		if (this.credit === 0) {
			this.starving = setTimeout(() => this.end(), policy.creditTimeoutMs).unref();
			return;
		}
		this.keepAlive = setTimeout(() => {
			this.cursor = Math.max(this.cursor, eventsOf(this.options.state.org).newest);
			this.write([]);
			this.wait();
		}, policy.keepAliveMs).unref();
	}

	/** Lets the fault happen; answers whether the stream is over by it. */
	private strike(): boolean {
		const {
			kind = 'refuse',
			code = 'service.unavailable',
			status,
		} = this.options.fault as PubSubFault;
		if (kind === 'silent') {
			this.isSilent = true;
			clearTimeout(this.keepAlive);
			return true;
		}
		if (kind === 'close') this.end();
		else if (kind === 'reset') this.fail(resetStream());
		else if (kind === 'drop') this.options.drop();
		else this.fail(refusal(code, undefined, status));
		return true;
	}

	private fail(error: Error): void {
		if (this.hasEnded) return;
		this.stop();
		this.options.call.emit('error', error);
	}

	/** Closes the stream in peace. */
	end(): void {
		if (this.hasEnded) return;
		this.stop();
		this.options.call.end();
	}

	/** Is over, whoever ended it. */
	stop(): void {
		if (this.hasEnded) return;
		this.hasEnded = true;
		clearTimeout(this.keepAlive);
		clearTimeout(this.starving);
		this.stopListening();
		this.options.onEnd();
	}
}
