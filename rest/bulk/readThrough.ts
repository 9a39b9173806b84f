import { wait } from '../wait';
import { isPassingFault } from './isPassingFault';
import { pollDelay } from './waitForJob';

export interface ReadThroughOptions {
	/** Breaks in a row before giving up. @default 5 */
	attempts?: number;
	signal?: AbortSignal | undefined;
	/** @default by timer, ended by the signal */
	sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * Reads a body to its end although its connection may break: it is asked for again, and the bytes
 * that were given out already are passed over. For bodies that stay the same, as results of a
 * finished job do.
 */
export async function* readThrough(
	open: () => Promise<AsyncIterable<Buffer>>,
	{ attempts = 5, signal, sleep = wait }: ReadThroughOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
	let given = 0;
	for (let failures = 0; ;) {
		let source: AsyncIterator<Buffer> | undefined;
		try {
			source = (await open())[Symbol.asyncIterator]();
			for await (const chunk of skipBytes(source, given)) {
				given += chunk.length;
				failures = 0;
				yield chunk;
			}
			return;
		} catch (error) {
			signal?.throwIfAborted();
			// Before the body, the answer says whether it is worth asking again; in the body it is always a broken line.
			if ((!source && !isPassingFault(error)) || ++failures >= attempts) throw error;
			await sleep(pollDelay(failures - 1), signal);
		}
	}
}

async function* skipBytes(source: AsyncIterator<Buffer>, count: number): AsyncGenerator<Buffer> {
	let skip = count;
	for await (const chunk of { [Symbol.asyncIterator]: () => source }) {
		const rest = skip === 0 ? chunk : chunk.subarray(Math.min(skip, chunk.length));
		skip -= chunk.length - rest.length;
		if (rest.length > 0) yield rest;
	}
}
