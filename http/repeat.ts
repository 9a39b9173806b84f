import { Readable } from 'node:stream';

/** Whether a request can be sent again at all: a stream that is open already can't. */
export const isReplayable = ({ body }: { body?: unknown }): boolean => !(body instanceof Readable);

/** How time passes for those who wait. Made once for all that wait in one run. */
export interface Timing {
	/** Resolves after so many milliseconds; rejects with the signal's reason as soon as it is aborted. */
	sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
	/** From 0 to below 1. */
	random: () => number;
	/** Milliseconds of a clock that never jumps. Its zero means nothing. */
	now: () => number;
	/** Ends every wait and every request. */
	signal?: AbortSignal;
}

async function sleepByTimer(milliseconds: number, signal?: AbortSignal): Promise<void> {
	signal?.throwIfAborted();
	await new Promise<void>((resolve, reject) => {
		const stop = () => {
			clearTimeout(timer);
			reject(signal?.reason as Error);
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener('abort', stop);
			resolve();
		}, milliseconds);
		signal?.addEventListener('abort', stop, { once: true });
	});
}

/** Real time. */
export const createTiming = (signal?: AbortSignal): Timing => ({
	sleep: sleepByTimer,
	random: Math.random,
	now: () => performance.now(),
	...(signal && { signal }),
});

/** How often something is tried, and for how long. */
export interface Budget {
	/** Tries in all, the first one included. */
	tries: number;
	/** No try begins later than so many milliseconds after the first one. */
	milliseconds: number;
	/** Milliseconds before the second try; doubled for each further one. */
	firstPauseMs: number;
	/** No pause is longer. A server that asks for a longer one ends the tries. */
	longestPauseMs: number;
}

/** What came of one try. */
export type Outcome<Value> = { value: Value } | { error: unknown };

/** A try that is worth repeating. */
export interface Again {
	/** The pause that the server asks for. */
	afterMs?: number;
}

/** `Retry-After` in milliseconds: seconds or a date, as RFC 9110 allows. `undefined` if there is none. */
export function readRetryAfter(headers: Record<string, string>): number | undefined {
	const value = headers['retry-after']?.trim();
	if (value === undefined) return undefined;
	if (/^\d+$/.test(value)) return Number(value) * 1_000;
	// Counted from the server's own clock, since ours may be off.
	const wait = Date.parse(value) - Date.parse(headers.date ?? '');
	return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

interface Spent {
	/** Tries made so far. */
	tries: number;
	/** Milliseconds since the first one began. */
	milliseconds: number;
	/** From 0 to below 1. */
	random: number;
}

/** Milliseconds to wait before the next try; `undefined` if the budget allows none. Pure. */
export function planPause(budget: Budget, spent: Spent, { afterMs }: Again): number | undefined {
	if (spent.tries >= budget.tries) return undefined;
	if (afterMs !== undefined && afterMs > budget.longestPauseMs) return undefined;
	// Random in the upper half: callers that failed at the same time don't try again at the same time.
	const grown = budget.firstPauseMs * 2 ** (spent.tries - 1) * (0.5 + spent.random / 2);
	const pause = Math.max(afterMs ?? 0, Math.min(grown, budget.longestPauseMs));
	return spent.milliseconds + pause > budget.milliseconds ? undefined : pause;
}

async function settle<Value>(trying: Promise<Value>): Promise<Outcome<Value>> {
	try {
		return { value: await trying };
	} catch (error) {
		return { error };
	}
}

function unwrap<Value>(outcome: Outcome<Value>): Value {
	if ('value' in outcome) return outcome.value;
	throw outcome.error;
}

/**
 * Tries something again as long as `judge` finds it worth it and the budget allows it. This is the only loop that
 * repeats a call.
 *
 * @param attempt does it once; gets the number of the try, from 1
 * @param judge says of an outcome whether to try again; nothing is tried again after the signal was aborted
 * @returns the last outcome's value
 * @throws the last outcome's error
 */
export async function repeat<Value>(
	attempt: (number: number) => Promise<Value>,
	judge: (outcome: Outcome<Value>) => Again | undefined,
	budget: Budget,
	timing: Timing,
): Promise<Value> {
	const { sleep, random, now, signal } = timing;
	const began = now();
	for (let tries = 1; ; tries += 1) {
		const outcome = await settle(attempt(tries));
		const again = signal?.aborted ? undefined : judge(outcome);
		if (again === undefined) return unwrap(outcome);
		const spent = { tries, milliseconds: now() - began, random: random() };
		const pause = planPause(budget, spent, again);
		if (pause === undefined) return unwrap(outcome);
		try {
			await sleep(pause, signal);
		} catch {
			return unwrap(outcome);
		}
	}
}
