import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until a condition holds.
 *
 * @throws Error where it does not in so many seconds
 */
export async function until(isTrue: () => Promise<boolean> | boolean, seconds = 60): Promise<void> {
	for (let tries = 0; tries < seconds * 10; tries += 1) {
		if (await isTrue()) return;
		await sleep(100);
	}
	throw new Error('It never came');
}
