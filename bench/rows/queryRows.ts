import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Org } from '../../emulator';
import { type BenchRow, createRow } from '../BenchRow';
import { median } from '../median';
import type { Bench } from '../openBench';
import { runNode } from '../runNode';

const ROWS = 50_000;
const RUNS = 5;
const SOQL = 'SELECT Id, FirstName, LastName, Email, Department, CreatedDate FROM Contact';

async function runBareLoop({ n8n, org, certificateFile }: Bench): Promise<number> {
	const { stdout } = await promisify(execFile)(
		n8n.node,
		[join(__dirname, 'bareLoop.mjs'), org.url, `${SOQL} LIMIT ${ROWS}`],
		{
			env: { ...process.env, NODE_EXTRA_CA_CERTS: certificateFile, ACCESS_TOKEN: org.issueToken() },
		},
	);
	return Number(stdout);
}

function fillOrg(org: Org): void {
	const missing = ROWS - org.records('Contact').length;
	const rows = Array.from({ length: Math.max(0, missing) }, (_, index) => ({
		FirstName: `First ${index}`,
		LastName: `Last ${index}`,
		Email: `c${index}@example.com`,
		Department: `Department ${index % 40}`,
	}));
	org.insert('Contact', rows);
}

/** 50,000 rows into items, beside the built-in node and a loop that only parses the pages. */
export async function measureQuery(bench: Bench): Promise<BenchRow[]> {
	const { org, own, builtIn } = bench;
	fillOrg(org);
	const limited = `${SOQL} LIMIT ${ROWS}`;
	const ownNode = {
		contestant: own,
		parameters: {
			resource: 'query',
			operation: 'executeQuery',
			query: limited,
			returnAll: true,
			options: {},
		},
	};
	const builtInNode = {
		contestant: builtIn,
		parameters: { resource: 'search', operation: 'query', query: limited },
	};
	const ownTimes: number[] = [];
	const builtInTimes: number[] = [];
	const bareTimes: number[] = [];
	let items = 0;
	// The first run of each pays for its login and for loading; it isn't counted.
	await runNode(bench, ownNode);
	await runNode(bench, builtInNode);
	for (let run = 0; run < RUNS; run += 1) {
		const [result] = await runNode(bench, ownNode);
		items = result?.items ?? 0;
		ownTimes.push(result?.milliseconds ?? NaN);
		builtInTimes.push((await runNode(bench, builtInNode))[0]?.milliseconds ?? NaN);
		bareTimes.push(await runBareLoop(bench));
	}
	const [ownTime, builtInTime, bare] = [median(ownTimes), median(builtInTimes), median(bareTimes)];
	return [
		createRow({
			what: '50,000 rows by SOQL into items',
			figure: `${(ownTime / builtInTime).toFixed(2)} x its time (${ownTime} ms beside ${builtInTime} ms)`,
			bar: 'not slower than the built-in node',
			value: ownTime / builtInTime,
			atMost: 1,
			holds: items === ROWS,
		}),
		createRow({
			what: '50,000 rows, beside a bare loop',
			figure: `${(ownTime / bare).toFixed(2)} x its time (${ownTime} ms beside ${bare.toFixed(0)} ms)`,
			bar: '<= 1.3 x a keep-alive loop that only parses',
			value: ownTime / bare,
			atMost: 1.3,
		}),
	];
}
