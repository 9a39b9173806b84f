import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const script = join(__dirname, '..', '..', 'scripts', 'licences.mjs');

function run(...args: string[]) {
	const { status, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
	return { status, stderr };
}

describe('the list of licences', () => {
	const folders: string[] = [];
	afterEach(() => {
		for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
	});

	/** A project that ships one package, with its list as it should be. */
	function projectWith(entry: object): string {
		const root = mkdtempSync(join(tmpdir(), 'licences-'));
		folders.push(root);
		mkdirSync(join(root, 'docs'));
		const packages = { '': {}, 'node_modules/shipped': { version: '1.0.0', ...entry } };
		writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
		run('--root', root);
		return root;
	}

	it('names every package that ships, each with a licence that may', () => {
		expect(run('--check')).toEqual({ status: 0, stderr: '' });
	});

	it.each(['MIT', '(GPL-3.0 OR MIT)', 'MIT AND ISC'])('takes %s', (license) => {
		expect(run('--check', '--root', projectWith({ license }))).toEqual({ status: 0, stderr: '' });
	});

	it.each(['GPL-3.0', 'MIT AND GPL-3.0', undefined])('refuses %s', (license) => {
		const { status, stderr } = run('--check', '--root', projectWith({ license }));
		expect(status).toBe(1);
		expect(stderr).toContain('shipped has the licence');
	});

	it('refuses a package that runs a script when it is installed', () => {
		const root = projectWith({ license: 'MIT', hasInstallScript: true });
		expect(run('--check', '--root', root).status).toBe(1);
	});

	it('says when the list is stale', () => {
		const root = projectWith({ license: 'MIT' });
		writeFileSync(join(root, 'docs', 'licences.md'), '# Licences of what ships\n');
		const { status, stderr } = run('--check', '--root', root);
		expect(status).toBe(1);
		expect(stderr).toContain('stale');
	});
});
