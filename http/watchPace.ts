import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

/** Bytes per second, on average over a period. No connection to Salesforce is slower. */
const SLOWEST = 1_000;

/**
 * Watches that an answer's body keeps coming. A period in which nobody read it does not count: a file that is
 * written elsewhere may wait for long.
 *
 * @param periodMs how long it may come too slowly
 * @param longestMs how long it may take in all; Infinity for a stream
 * @param giveUp called once if it does not keep coming
 * @returns the function that stops watching
 */
export function watchPace(
	source: Readable,
	{ periodMs, longestMs }: { periodMs: number; longestMs: number },
	giveUp: () => void,
): () => void {
	const { socket } = source as IncomingMessage;
	const stepMs = periodMs / 2;
	let read = socket?.bytesRead ?? 0;
	let steps = 0;
	let slowSteps = 0;
	const timer = setInterval(() => {
		const now = socket?.bytesRead ?? 0;
		const isSlow = now - read < (SLOWEST * stepMs) / 1_000 && !source.isPaused();
		read = now;
		steps += 1;
		// Of one that was paused until a moment ago, nothing can have come yet.
		slowSteps = isSlow ? slowSteps + 1 : 0;
		if (slowSteps < 2 && steps * stepMs < longestMs) return;
		clearInterval(timer);
		giveUp();
	}, stepMs);
	timer.unref();
	const stop = () => clearInterval(timer);
	source.once('close', stop);
	return stop;
}
