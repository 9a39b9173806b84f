import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 120_000;

/** Waits until a condition holds. Throws what it was that never came. */
export async function until(what: string, holds: () => boolean): Promise<void> {
	const deadline = Date.now() + PATIENCE_MS;
	while (!holds()) {
		if (Date.now() > deadline) throw new Error(`It never came that ${what}`);
		await sleep(50);
	}
}
