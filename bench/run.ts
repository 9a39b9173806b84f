import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLifetime, createProgress, installN8n, type Lifetime } from '../demo';
import type { BenchRow } from './BenchRow';
import { drawChart } from './drawChart';
import { formatRows } from './formatRows';
import { type Bench, openBench } from './openBench';
import { measureActions } from './rows/actions';
import { measureBulk } from './rows/bulk';
import { measureChanges } from './rows/changes';
import { measureCreates } from './rows/createRecords';
import { measureEvents } from './rows/events';
import { measureFiles } from './rows/files';
import { measureHook } from './rows/hook';
import { measurePackage } from './rows/packageSize';
import { measureQuery } from './rows/queryRows';
import { measureQueue } from './rows/queue';
import { measureSessions } from './rows/sessions';
import { measureTests } from './rows/tests';

const MEASURES: Record<string, (bench: Bench) => Promise<BenchRow[]>> = {
	hook: measureHook,
	sessions: measureSessions,
	queue: measureQueue,
	creates: measureCreates,
	actions: measureActions,
	changes: measureChanges,
	query: measureQuery,
	bulk: measureBulk,
	files: measureFiles,
	events: measureEvents,
	package: measurePackage,
	tests: measureTests,
};

const PICTURE = join(__dirname, '..', 'docs', 'pictures', 'bench.svg');

const USAGE = `npm run bench -- [--json] [--picture] [--only NAME[,NAME ...]]

  --json     the rows as one line of JSON
  --picture  draws docs/pictures/bench.svg too
  --only     of ${Object.keys(MEASURES).join(', ')}`;

function readArguments() {
	try {
		const { values } = parseArgs({
			options: {
				json: { type: 'boolean' },
				picture: { type: 'boolean' },
				only: { type: 'string' },
			},
		});
		const names = values.only?.split(',') ?? Object.keys(MEASURES);
		const unknown = names.find((name) => !(name in MEASURES));
		if (unknown !== undefined) throw new Error(`No rows '${unknown}'`);
		return { ...values, names };
	} catch (error) {
		console.error(`${(error as Error).message}\n${USAGE}`);
		return process.exit(2);
	}
}

/** The org runs in this process: on an older Node than n8n's it would be what is measured. */
async function useNodeOfN8n(lifetime: Lifetime): Promise<void> {
	const { node } = await installN8n(lifetime, createProgress({ stream: process.stderr }));
	if (node === process.execPath) return;
	const script = join(__dirname, '..', 'scripts', 'run.mjs');
	const args = [script, 'bench/run.ts', ...process.argv.slice(2)];
	const { status } = spawnSync(node, args, { stdio: 'inherit' });
	process.exit(status ?? 1);
}

/** Measures the bars in one run of one n8n; ends with 1 where one is missed. */
async function main(): Promise<void> {
	const { json, picture, names } = readArguments();
	const lifetime = createLifetime();
	await useNodeOfN8n(lifetime);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void lifetime.end().then(() => process.exit(130)));
	}
	try {
		const bench = await openBench(lifetime);
		const rows: BenchRow[] = [];
		for (const [name, measure] of Object.entries(MEASURES)) {
			if (!names.includes(name)) continue;
			console.error(`Measuring: ${name}`);
			rows.push(...(await measure(bench)));
		}
		console.log(json ? JSON.stringify(rows) : formatRows(rows));
		if (picture) await writeFile(PICTURE, drawChart(rows));
		process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
	} finally {
		await lifetime.end();
	}
}

void main();
