import type { PubSubError, Remedy } from './PubSubError';

interface Pace {
	/** Milliseconds before the first try; doubled for each further one. */
	firstMs: number;
	longestMs: number;
}

const MINUTE = 60_000;

const PACES: Record<Exclude<Remedy, 'final'>, Pace> = {
	again: { firstMs: 1_000, longestMs: MINUTE },
	login: { firstMs: 500, longestMs: MINUTE },
	position: { firstMs: 500, longestMs: MINUTE },
	slow: { firstMs: 30_000, longestMs: 10 * MINUTE },
	allocation: { firstMs: 15 * MINUTE, longestMs: 60 * MINUTE },
};

/**
 * Milliseconds until the next try. Pure.
 *
 * @param failures in a row, this one included
 * @param random from 0 to below 1, so that clients that lost their streams together don't all return at the same
 * time
 */
export function planPause(
	remedy: Exclude<Remedy, 'final'>,
	failures: number,
	random: number,
): number {
	const { firstMs, longestMs } = PACES[remedy];
	return Math.min(firstMs * 2 ** (failures - 1), longestMs) * (0.5 + random / 2);
}

/** New sessions that may be refused in a row: more of them are no cure. */
export const MOST_LOGINS = 3;

/** What is said while a stream waits, for the log. */
export function describePause(channel: string, error: PubSubError, milliseconds: number): string {
	const seconds = Math.max(1, Math.round(milliseconds / 1_000));
	const when = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} minutes`;
	const advice = error.advice === undefined ? '' : ` ${error.advice}`;
	return `${channel}: ${error.message}.${advice} Subscribing again in ${when}.`;
}
