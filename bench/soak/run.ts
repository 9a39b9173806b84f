import { parseArgs } from 'node:util';
import { createLifetime } from '../../demo';
import { formatSoak, judgeSoak } from './judgeSoak';
import { runSoak, type SoakReport } from './runSoak';

const USAGE = `Usage: npm run soak -- [options]

  --minutes N   how long the operations run (default: 10)
  --faults N    percent of the calls that a fault befalls (default: 1)
  --seed N      chooses operations and faults (default: 1)
  --json        print the whole report as one JSON line, last`;

function readArguments() {
	try {
		const { values } = parseArgs({
			options: {
				minutes: { type: 'string', default: '10' },
				faults: { type: 'string', default: '1' },
				seed: { type: 'string', default: '1' },
				json: { type: 'boolean', default: false },
			},
		});
		const [minutes, seed, faults] = [values.minutes, values.seed, values.faults].map(Number) as [
			number,
			number,
			number,
		];
		if (!(minutes > 0) || !Number.isInteger(seed) || !(faults > 0 && faults < 100))
			throw new Error('That is no number');
		return { minutes, seed, faultShare: faults / 100, json: values.json };
	} catch (error) {
		console.error(`${(error as Error).message}\n\n${USAGE}`);
		return process.exit(2);
	}
}

function print(report: SoakReport): void {
	for (const text of [...report.wrong, ...report.unhandled].slice(0, 20))
		console.error(`  ${text}`);
	const { workloads } = report;
	const reasons = Object.entries(workloads).flatMap(([name, sum]) =>
		[...new Set(sum.reasons)].slice(0, 3).map((reason) => `  ${name} refused: ${reason}`),
	);
	for (const reason of reasons) console.error(reason);
	for (const [name, { runs, refused, unknown, wrong }] of Object.entries(workloads)) {
		console.log(
			`${name.padEnd(24)} ${runs} runs, ${refused} refused, ${unknown} unknown, ${wrong.length} wrong`,
		);
	}
	console.log(`${'trigger'.padEnd(24)} ${report.delivered} delivered\n`);
}

/** Ends with 1 where a bar is missed. */
async function main(): Promise<void> {
	const { minutes, seed, faultShare, json } = readArguments();
	const lifetime = createLifetime();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void lifetime.end().then(() => process.exit(130)));
	}
	try {
		const seconds = minutes * 60;
		const controlSeconds = Math.min(120, seconds / 5);
		const report = await runSoak(lifetime, { seconds, controlSeconds, seed, faultShare });
		const rows = judgeSoak(report);
		print(report);
		console.log(json ? JSON.stringify({ rows, report }) : formatSoak(rows));
		process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
	} finally {
		await lifetime.end();
	}
}

void main();
