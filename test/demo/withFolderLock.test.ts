import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { withFolderLock } from '../../demo/withFolderLock';

const folder = mkdtempSync(join(tmpdir(), 'lock-'));
const path = join(folder, 'n8n.lock');
const { signal } = new AbortController();
afterEach(() => rmSync(path, { force: true }));

describe('the lock', () => {
	it('is held during the work, by this process, and gone after', async () => {
		const holder = await withFolderLock(path, () => Promise.resolve(readFileSync(path, 'utf8')), {
			signal,
		});
		expect(holder).toBe(String(process.pid));
		expect(existsSync(path)).toBe(false);
	});

	it('is given back if the work fails', async () => {
		const work = (): Promise<never> => Promise.reject(new Error('no network'));
		await expect(withFolderLock(path, work, { signal })).rejects.toThrow('no network');
		expect(existsSync(path)).toBe(false);
	});

	it('lets one work at a time', async () => {
		let working = 0;
		let most = 0;
		const work = async (): Promise<void> => {
			most = Math.max(most, ++working);
			await new Promise((resolve) => setImmediate(resolve));
			working--;
		};
		const sleep = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
		await Promise.all([1, 2, 3, 4].map(() => withFolderLock(path, work, { signal, sleep })));
		expect(most).toBe(1);
	});

	it('of a dead process is broken', async () => {
		writeFileSync(path, '4711');
		const isAlive = (pid: number): boolean => pid !== 4711;
		expect(await withFolderLock(path, () => Promise.resolve('done'), { signal, isAlive })).toBe(
			'done',
		);
	});

	it('that nobody refreshes is broken, though its process id lives on in another', async () => {
		writeFileSync(path, '4711');
		const longAgo = new Date(Date.now() - 61_000);
		utimesSync(path, longAgo, longAgo);
		const isAlive = (): boolean => true;
		expect(await withFolderLock(path, () => Promise.resolve('done'), { signal, isAlive })).toBe(
			'done',
		);
	});

	it('of a living process is waited for, and its holder is named once', async () => {
		writeFileSync(path, '4711');
		const waited: number[] = [];
		let pauses = 0;
		const sleep = (): Promise<void> => {
			if (++pauses === 3) rmSync(path);
			return Promise.resolve();
		};
		const onWait = (holder: number): void => void waited.push(holder);
		await withFolderLock(path, () => Promise.resolve(), {
			signal,
			isAlive: () => true,
			sleep,
			onWait,
		});
		expect(waited).toEqual([4711]);
		expect(pauses).toBe(3);
	});

	it('is not waited for any longer once the start is interrupted', async () => {
		writeFileSync(path, '4711');
		const aborter = new AbortController();
		const sleep = (): Promise<void> => {
			aborter.abort();
			return Promise.resolve();
		};
		await expect(
			withFolderLock(path, () => Promise.resolve(), {
				signal: aborter.signal,
				isAlive: () => true,
				sleep,
			}),
		).rejects.toThrow(/abort/i);
		expect(readFileSync(path, 'utf8')).toBe('4711');
	});
});
