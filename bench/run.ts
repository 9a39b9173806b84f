import { parseArgs } from 'node:util';
import { createLifetime } from '../demo';
import { type BenchRow, formatRows } from './BenchRow';
import { type Bench, openBench } from './openBench';
import { measureBulk } from './rows/bulk';
import { measureCreates } from './rows/createRecords';
import { measureHook } from './rows/hook';
import { measurePackage } from './rows/packageSize';
import { measureQuery } from './rows/queryRows';
import { measureSessions } from './rows/sessions';

const MEASURES: Record<string, (bench: Bench) => Promise<BenchRow[]>> = {
	hook: measureHook,
	sessions: measureSessions,
	creates: measureCreates,
	query: measureQuery,
	bulk: measureBulk,
	package: measurePackage,
};

const USAGE = `npm run bench [-- --json] [-- --only ${Object.keys(MEASURES).join('|')}]`;

function readArguments() {
	try {
		const { values } = parseArgs({
			options: { json: { type: 'boolean' }, only: { type: 'string' } },
		});
		if (values.only !== undefined && !(values.only in MEASURES))
			throw new Error(`No rows '${values.only}'`);
		return values;
	} catch (error) {
		console.error(`${(error as Error).message}\n${USAGE}`);
		return process.exit(2);
	}
}

/** Measures the bars in one run of one n8n; ends with 1 where one is missed. */
async function main(): Promise<void> {
	const { json, only } = readArguments();
	const lifetime = createLifetime();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void lifetime.end().then(() => process.exit(130)));
	}
	try {
		const bench = await openBench(lifetime);
		const rows: BenchRow[] = [];
		for (const [name, measure] of Object.entries(MEASURES)) {
			if (only !== undefined && only !== name) continue;
			console.error(`Measuring: ${name}`);
			rows.push(...(await measure(bench)));
		}
		console.log(json ? JSON.stringify(rows) : formatRows(rows));
		process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
	} finally {
		await lifetime.end();
	}
}

void main();
