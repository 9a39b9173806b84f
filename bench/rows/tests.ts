import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BenchRow, createRow } from '../BenchRow';

const root = join(__dirname, '..', '..');
const LIMIT_S = 60;

/** How long whoever changes something waits for the unit and emulator tests. */
export async function measureTests(): Promise<BenchRow[]> {
	const started = performance.now();
	const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
	await promisify(execFile)(process.execPath, [vitest, 'run', '--reporter=dot'], {
		cwd: root,
		maxBuffer: 64e6,
	});
	const seconds = (performance.now() - started) / 1_000;
	return [
		createRow({
			what: 'unit and emulator tests',
			figure: `${seconds.toFixed(0)} s`,
			bar: `< ${LIMIT_S} s`,
			value: seconds,
			atMost: LIMIT_S,
		}),
	];
}
