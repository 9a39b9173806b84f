import { describe, expect, it } from 'vitest';
import { createProgress } from '../../demo/progress';

function watch(isTTY: boolean) {
	let time = 0;
	let written = '';
	let tick = (): void => undefined;
	let ticking = false;
	const progress = createProgress({
		stream: { isTTY, write: (text: string) => (written += text) },
		now: () => time,
		every: (_ms, onTick) => {
			tick = onTick;
			ticking = true;
			return () => (ticking = false);
		},
	});
	return {
		progress,
		pass: (ms: number) => {
			time += ms;
			tick();
		},
		written: () => written,
		ticking: () => ticking,
	};
}

describe('progress', () => {
	it('gives a log one line at the start, a sign of life, and one at the end', async () => {
		const { progress, pass, written, ticking } = watch(false);
		const result = await progress.step('Install n8n', (note) => {
			pass(10_000);
			note('1.2 GB written');
			pass(85_000);
			return Promise.resolve('folder');
		});
		expect(result).toBe('folder');
		expect(written().split('\n')).toEqual([
			'… Install n8n',
			'    10 s',
			'    1 min 35 s, 1.2 GB written',
			'✓ Install n8n (1 min 35 s)',
			'',
		]);
		expect(ticking()).toBe(false);
	});

	it('redraws one line in a terminal', async () => {
		const { progress, pass, written } = watch(true);
		await progress.step('Start n8n', () => {
			pass(1_000);
			return Promise.resolve();
		});
		expect(written().split('\n')).toHaveLength(2);
		expect(written().endsWith('✓ Start n8n (1.0 s)\n')).toBe(true);
	});

	it('marks the step that failed and stops its sign of life', async () => {
		const { progress, written, ticking } = watch(false);
		await expect(progress.step('Start n8n', () => Promise.reject(new Error('no')))).rejects.toThrow(
			'no',
		);
		expect(written()).toContain('✗ Start n8n\n');
		expect(ticking()).toBe(false);
	});
});
