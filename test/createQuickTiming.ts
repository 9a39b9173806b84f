import { createTiming, type Timing } from '../http';

/** Pauses pass at once, and count all the same: what gives up after a while does so here too. */
export function createQuickTiming(signal?: AbortSignal): Timing {
	let passed = 0;
	return {
		...createTiming(signal),
		now: () => performance.now() + passed,
		sleep: async (milliseconds, stop) => {
			stop?.throwIfAborted();
			passed += milliseconds;
			await new Promise(setImmediate);
		},
	};
}
