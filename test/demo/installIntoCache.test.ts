import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { cachedInstall, installIntoCache, type CacheInstall } from '../../demo/installIntoCache';
import { createLifetime, type Lifetime } from '../../demo/lifetime';

const note = (): void => undefined;
let root: string;
let manifest: string;
let lifetime: Lifetime;
let what: CacheInstall;

/** A manifest without dependencies: the real npm installs it without a network. */
function writeManifest(name: string): void {
	const lock = { name, lockfileVersion: 3, requires: true, packages: { '': { name } } };
	writeFileSync(join(manifest, 'package.json'), JSON.stringify({ name, private: true }));
	writeFileSync(join(manifest, 'package-lock.json'), JSON.stringify(lock));
}

beforeEach(() => {
	const folder = mkdtempSync(join(tmpdir(), 'cache-'));
	root = join(folder, 'cache');
	manifest = join(folder, 'manifest');
	mkdirSync(manifest);
	writeManifest('empty');
	lifetime = createLifetime();
	what = { name: 'empty-1.0.0', manifest, needs: 1 };
});

describe('an installation in the cache', () => {
	it('is made once and shared from then on', async () => {
		let made = 0;
		const complete = (): Promise<void> => Promise.resolve(void made++);
		const first = await installIntoCache({ ...what, complete }, { lifetime, root, note });
		const second = await installIntoCache({ ...what, complete }, { lifetime, root, note });
		expect(second).toBe(first);
		expect(made).toBe(1);
		expect(readdirSync(root)).toEqual([first.slice(root.length + 1)]);
	});

	it('is made once by two that start together', async () => {
		let made = 0;
		const complete = (): Promise<void> => Promise.resolve(void made++);
		const start = (): Promise<string> =>
			installIntoCache({ ...what, complete }, { lifetime, root, note });
		const [first, second] = await Promise.all([start(), start()]);
		expect(second).toBe(first);
		expect(made).toBe(1);
	});

	it('is another one for another lock', () => {
		const before = cachedInstall(what, root);
		writeManifest('other');
		expect(cachedInstall(what, root)).not.toBe(before);
	});

	it('leaves nothing if its completion fails, and the next start makes it', async () => {
		const complete = (): Promise<void> => Promise.reject(new Error('no compiler'));
		await expect(installIntoCache({ ...what, complete }, { lifetime, root, note })).rejects.toThrow(
			'no compiler',
		);
		expect(readdirSync(root)).toEqual([]);
		expect(existsSync(await installIntoCache(what, { lifetime, root, note }))).toBe(true);
	});

	it('leaves nothing if it is interrupted', async () => {
		const complete = async (): Promise<void> => lifetime.end();
		await expect(
			installIntoCache({ ...what, complete }, { lifetime, root, note }),
		).rejects.toThrow();
		expect(readdirSync(root)).toEqual([]);
	});

	it('replaces what a killed start left behind', async () => {
		const folder = cachedInstall(what, root);
		mkdirSync(join(folder, 'node_modules'), { recursive: true });
		mkdirSync(`${folder}.4711.part`);
		writeFileSync(`${folder}.lock`, '999999999');
		await installIntoCache(what, { lifetime, root, note });
		expect(readdirSync(root)).toEqual([folder.slice(root.length + 1)]);
	});

	it('says before fetching anything that the disk is too small, where, and what to do', async () => {
		await expect(
			installIntoCache({ ...what, needs: 1e18 }, { lifetime, root, note }),
		).rejects.toThrow(/Too little disk: about 1000000000\.0 GB are needed in .*XDG_CACHE_HOME/);
		expect(readdirSync(root)).toEqual([]);
	});
});
