import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const STALE_MS = 60_000;
const REFRESH_MS = 10_000;
const POLL_MS = 500;

export interface FolderLockOptions {
	signal: AbortSignal;
	/** Called once, with the holder's process id, before waiting for it. */
	onWait?: (holder: number) => void;
	isAlive?: (pid: number) => boolean;
	sleep?: (ms: number) => Promise<unknown>;
	/** Epoch milliseconds. @default Date.now */
	now?: () => number;
}

function isProcessAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

async function takeLock(path: string): Promise<boolean> {
	try {
		const file = await open(path, 'wx');
		await file.writeFile(String(process.pid));
		await file.close();
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

/** The holder's process id, or nothing where the holder is dead or has not refreshed the lock for a minute. */
async function liveHolder(
	path: string,
	isAlive: (pid: number) => boolean,
	now: () => number,
): Promise<number | undefined> {
	try {
		const [holder, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
		const fresh = now() - mtimeMs < STALE_MS;
		// Just taken: the id is about to be written.
		if (holder === '') return fresh ? 0 : undefined;
		return fresh && isAlive(Number(holder)) ? Number(holder) : undefined;
	} catch {
		return undefined;
	}
}

/**
 * Does `work` while holding the lock file at `path`. Waits for a living holder; a dead one's lock is broken.
 * Should two callers break it at the same moment, both work: what they do must bear that.
 */
export async function withFolderLock<T>(
	path: string,
	work: () => Promise<T>,
	options: FolderLockOptions,
): Promise<T> {
	const { signal, isAlive = isProcessAlive, now = Date.now } = options;
	const pause = options.sleep ?? ((ms: number) => sleep(ms, undefined, { signal }));
	await mkdir(dirname(path), { recursive: true });
	let announced = false;
	while (!(await takeLock(path))) {
		signal.throwIfAborted();
		const holder = await liveHolder(path, isAlive, now);
		if (holder === undefined) {
			await rm(path, { force: true });
			continue;
		}
		if (!announced) options.onWait?.(holder);
		announced = true;
		await pause(POLL_MS);
	}
	const refresh = setInterval(() => {
		const time = new Date();
		utimes(path, time, time).catch(() => undefined);
	}, REFRESH_MS);
	try {
		return await work();
	} finally {
		clearInterval(refresh);
		await rm(path, { force: true });
	}
}
