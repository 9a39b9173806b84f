import { existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLifetime } from '../../demo/lifetime';
import { makeRunFolder } from '../../demo/runFolder';

describe('the folder of a run', () => {
	it('goes with the run', async () => {
		const lifetime = createLifetime();
		const runs = mkdtempSync(join(tmpdir(), 'runs-'));
		const folder = await makeRunFolder(lifetime, runs);
		expect(existsSync(folder)).toBe(true);
		await lifetime.end();
		expect(readdirSync(runs)).toEqual([]);
	});

	it('of a run that was killed goes at the next start, that of a living one stays', async () => {
		const runs = mkdtempSync(join(tmpdir(), 'runs-'));
		mkdirSync(join(runs, '999999999-killed', '.n8n'), { recursive: true });
		mkdirSync(join(runs, `${process.ppid}-living`));
		const lifetime = createLifetime();
		await makeRunFolder(lifetime, runs);
		await lifetime.end();
		expect(readdirSync(runs)).toEqual([`${process.ppid}-living`]);
	});
});
