import { type Row } from '../store/Row';

/** One event of a channel, as subscribers get it. */
export interface LoggedEvent {
	/** `/event/Order_Placed__e`, `/data/AccountChangeEvent`. */
	channel: string;
	/** Counts up over all channels; only the order means something. */
	replayId: number;
	eventUuid: string;
	/** Epoch milliseconds. */
	publishedAt: number;
	payload: Record<string, unknown>;
	/** The record before and after, where the event is about a change. */
	rows?: { before: Row | null; after: Row | null };
}

/** From where a channel is read: only what comes, all that is retained, or what follows an event. */
export const replayNew = -1;
export const replayRetained = -2;

/** What Salesforce keeps of high-volume events. */
const retentionMs = 72 * 60 * 60 * 1000;

type Listener = (event: LoggedEvent) => void;

/** The event bus of an org: what was published within 72 hours, and who listens. */
export class EventLog {
	private events: LoggedEvent[] = [];
	private readonly listeners = new Map<string, Set<Listener>>();
	private readonly observers = new Set<Listener>();
	private lastReplayId = 0;
	private lastForgotten = 0;

	constructor(private readonly now: () => number) {}

	/** Puts an event on one or more channels. It keeps its replay id on all of them. */
	publish(
		channels: readonly string[],
		eventUuid: string,
		payload: Record<string, unknown>,
		rows?: LoggedEvent['rows'],
	): LoggedEvent[] {
		this.prune();
		const replayId = ++this.lastReplayId;
		return channels.map((channel) => {
			const publishedAt = this.now();
			const event = { channel, replayId, eventUuid, publishedAt, payload, ...(rows && { rows }) };
			this.events.push(event);
			for (const listener of this.listeners.get(channel) ?? []) listener(event);
			for (const observer of this.observers) observer(event);
			return event;
		});
	}

	/** The retained events of a channel after `replayId`, oldest first; -2 for all, -1 for none. */
	read(channel: string, replayId: number = replayRetained): LoggedEvent[] {
		this.prune();
		if (replayId === replayNew) return [];
		return this.events.filter((event) => event.channel === channel && event.replayId > replayId);
	}

	/** The event published last, on whatever channel. */
	get newest(): number {
		return this.lastReplayId;
	}

	/** The last event that is older than what Salesforce keeps. */
	get forgotten(): number {
		this.prune();
		return this.lastForgotten;
	}

	/** At most so many retained events of a channel after `replayId`, without looking at those before. */
	readSome(channel: string, replayId: number, limit: number): LoggedEvent[] {
		this.prune();
		const found: LoggedEvent[] = [];
		for (let index = this.indexAfter(replayId); index < this.events.length; index++) {
			const event = this.events[index] as LoggedEvent;
			if (event.channel === channel && found.push(event) >= limit) break;
		}
		return found;
	}

	private indexAfter(replayId: number): number {
		let [low, high] = [0, this.events.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.events[middle] as LoggedEvent).replayId > replayId) high = middle;
			else low = middle + 1;
		}
		return low;
	}

	/** Calls back for each event to come, on whatever channel; answers how to stop that. */
	observe(observer: Listener): () => void {
		this.observers.add(observer);
		return () => this.observers.delete(observer);
	}

	/** The channels that have retained events. */
	channels(): string[] {
		this.prune();
		return [...new Set(this.events.map(({ channel }) => channel))];
	}

	/** Calls back for each event to come; answers how to stop that. */
	subscribe(channel: string, listener: Listener): () => void {
		const listeners = this.listeners.get(channel) ?? new Set();
		this.listeners.set(channel, listeners.add(listener));
		return () => listeners.delete(listener);
	}

	private prune(): void {
		const oldest = this.now() - retentionMs;
		if ((this.events[0]?.publishedAt ?? Infinity) >= oldest) return;
		const kept = this.events.filter(({ publishedAt }) => publishedAt >= oldest);
		this.lastForgotten =
			this.events[this.events.length - kept.length - 1]?.replayId ?? this.lastForgotten;
		this.events = kept;
	}
}
