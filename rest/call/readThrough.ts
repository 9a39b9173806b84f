import { type Budget, planPause } from '../../http';
import type { Client } from '../types';
import { BUDGETS } from './table';

/**
 * Reads a body to its end even if its connection breaks: it is requested again, and the bytes that were already
 * returned are skipped. For bodies that never change, such as results of a finished job and versions of a file.
 *
 * @param open asks for the body; the client repeats that by itself
 * @param budget how many breaks without a byte between them are allowed
 */
export async function* readThrough(
	{ timing }: Pick<Client, 'timing'>,
	open: () => Promise<AsyncIterable<Buffer>>,
	budget: Budget = BUDGETS['job step'],
): AsyncGenerator<Buffer, void, undefined> {
	const { sleep, now, random, signal } = timing;
	let given = 0;
	for (let breaks = 0, since = now(); ;) {
		const source = (await open())[Symbol.asyncIterator]();
		try {
			for await (const chunk of skipBytes(source, given)) {
				given += chunk.length;
				[breaks, since] = [0, now()];
				yield chunk;
			}
			return;
		} catch (error) {
			signal?.throwIfAborted();
			breaks += 1;
			const spent = { tries: breaks, milliseconds: now() - since, random: random() };
			const pause = planPause(budget, spent, {});
			if (pause === undefined) throw error;
			await sleep(pause, signal);
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
