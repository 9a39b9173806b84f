import type { Timing } from './types';

/** Seconds before the next look: Salesforce counts each one as an API call. */
const delays = [1, 2, 5, 10, 15, 20, 30];

/** Milliseconds to wait before the look with that number, counted from 0. */
export function pollDelay(look: number): number {
	return 1000 * (delays[look] ?? delays.at(-1)!);
}

export interface Poll<State> {
	timing: Timing;
	/** Milliseconds. */
	limit: number;
	/** Its current state. */
	look: () => Promise<State>;
	isOver: (state: State) => boolean;
	/** The error if it is not over within the limit. */
	tooLong: (last: State) => Error;
}

/**
 * Looks at a task that Salesforce does in the background until it is over, with growing pauses.
 *
 * @param first its state, as far as it is known
 * @throws what `tooLong` gives, the signal's reason, and what `look` throws
 */
export async function pollUntil<State>(first: State, poll: Poll<State>): Promise<State> {
	const { timing, limit, look, isOver, tooLong } = poll;
	const { now, sleep, signal } = timing;
	const end = now() + limit;
	let last = first;
	for (let turn = 0; !isOver(last); turn += 1) {
		const left = end - now();
		if (left <= 0) throw tooLong(last);
		await sleep(Math.min(pollDelay(turn), left), signal);
		signal?.throwIfAborted();
		last = await look();
	}
	return last;
}
