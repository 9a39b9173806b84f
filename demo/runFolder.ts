import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cacheFolder';
import type { Lifetime } from './lifetime';

function isGone(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return false;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'ESRCH';
	}
}

/**
 * A folder for this run alone, removed at its end. Those of runs that were killed go now.
 * @param runs the folder that holds them
 */
export async function makeRunFolder(
	lifetime: Lifetime,
	runs = join(cacheFolder(), 'runs'),
): Promise<string> {
	await mkdir(runs, { recursive: true });
	for (const name of await readdir(runs)) {
		if (isGone(Number.parseInt(name, 10)))
			await rm(join(runs, name), { recursive: true, force: true });
	}
	const folder = await mkdtemp(join(runs, `${process.pid}-`));
	lifetime.onEnd(() => rm(folder, { recursive: true, force: true }));
	return folder;
}
