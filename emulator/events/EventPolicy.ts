/** How an org's events behave. */
export interface EventPolicy {
	/** Objects whose changes are published as change events; as in Setup, none until chosen. */
	changeDataCapture: string[];
	/** Change events lose their fields and say GAP_…, as they do when the org can't keep up. */
	changeEventGaps: boolean;
	/** A transaction with more changes than that is told as one GAP_OVERFLOW for each object. */
	changesPerTransaction: number;
	/** The same change to several records of one transaction is one event. */
	mergeChangeEvents: boolean;
	/** Custom channels by name (`N8n__chn`), each with the events that it has: `AccountChangeEvent`. */
	customChannels: Record<string, string[]>;
	/** A subscriber hears at least that often where its channel is. */
	keepAliveMs: number;
	/** A stream ends when its subscriber asks for nothing for so long. */
	creditTimeoutMs: number;
	/** Events that all subscribers together get within 24 hours. */
	deliveredEventsPerDay: number;
	/** Streams that may be open at once. */
	concurrentSubscribers: number;
}

export function createEventPolicy(): EventPolicy {
	return {
		changeDataCapture: [],
		changeEventGaps: false,
		changesPerTransaction: 100_000,
		mergeChangeEvents: false,
		customChannels: {},
		keepAliveMs: 270_000,
		creditTimeoutMs: 60_000,
		deliveredEventsPerDay: 10_000,
		concurrentSubscribers: 100,
	};
}
