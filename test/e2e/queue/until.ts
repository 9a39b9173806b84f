import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 120_000;

/** Waits until there is something, or a condition holds, and gives that. Throws what it was that never came. */
export async function until<T>(what: string, find: () => T | false | undefined): Promise<T> {
	const deadline = Date.now() + PATIENCE_MS;
	for (;;) {
		const found = find();
		if (found !== undefined && found !== false) return found;
		if (Date.now() > deadline) throw new Error(`It never came that ${what}`);
		await sleep(50);
	}
}
