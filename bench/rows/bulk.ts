import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { type BenchRow, createRow } from '../BenchRow';
import { median } from '../median';
import { callOrg } from '../callOrg';
import type { Bench } from '../openBench';
import { peakMemory } from '../peakMemory';
import { addWorkflow, type NodeToRun, runWorkflow } from '../runNode';

const ROWS = 1_000_000;
const FILE_BYTES = 200e6;
const RUNS = 5;
const JOBS = '/services/data/v67.0/jobs';

/**
 * A node's time and n8n's peak memory over some runs, of which the first only warms up.
 *
 * @param bare runs after each of them, so that both meet the machine in the same state
 */
async function measureNode(
	bench: Bench,
	node: () => Promise<NodeToRun>,
	bare: () => Promise<number> = () => Promise.resolve(NaN),
): Promise<Measured> {
	const milliseconds: number[] = [];
	const peaks: number[] = [];
	const bares: number[] = [];
	const shares: number[] = [];
	for (let run = 0; run <= RUNS; run += 1) {
		const id = await addWorkflow(bench, await node());
		const { result, peak } = await peakMemory(bench.n8n.pid, () => runWorkflow(bench, id));
		const bareTime = await bare();
		if (run === 0) continue;
		milliseconds.push(result.milliseconds);
		peaks.push(peak);
		bares.push(bareTime);
		shares.push((100 * bareTime) / result.milliseconds);
	}
	return {
		time: median(milliseconds),
		peak: median(peaks),
		bare: median(bares),
		share: median(shares),
	};
}

/** The same bytes through a kept connection and nothing else: the least that it can cost. */
async function measureBare(
	{ n8n, org, certificateFile, folder }: Bench,
	method: string,
	path: string,
): Promise<number> {
	const env = {
		...process.env,
		NODE_EXTRA_CA_CERTS: certificateFile,
		ACCESS_TOKEN: org.issueToken(),
	};
	const script = join(__dirname, 'bareTransfer.mjs');
	const file = join(folder, method === 'GET' ? 'bare.csv' : 'rows.csv');
	const { stdout } = await promisify(execFile)(
		n8n.node,
		[script, method, new URL(path, org.url).href, file],
		{ env },
	);
	return Number(stdout);
}

function toRows(what: string, bar: number, own: Measured, http: Measured): BenchRow[] {
	const { bare, share } = own;
	const extra = own.peak - http.peak;
	return [
		createRow({
			what: `${what}: speed`,
			figure: `${share.toFixed(0)} % of a bare transfer (${own.time} ms beside ${bare.toFixed(0)} ms; the HTTP Request node: ${http.time} ms)`,
			bar: `>= ${bar} %`,
			value: share,
			atLeast: bar,
		}),
		createRow({
			what: `${what}: peak memory`,
			figure: `${extra.toFixed(0)} MB above the HTTP Request node (${own.peak.toFixed(0)} MB beside ${http.peak.toFixed(0)} MB)`,
			bar: '<= 20 MB above',
			value: extra,
			atMost: 20,
		}),
	];
}

interface Measured {
	/** Milliseconds. */
	time: number;
	/** MB. */
	peak: number;
	/** Milliseconds of the bare transfers. */
	bare: number;
	/** Of a bare transfer's speed, in percent: each run beside the bare one that followed it. */
	share: number;
}

async function measureDownload(bench: Bench): Promise<BenchRow[]> {
	const { org, own, httpRequest } = bench;
	const created = new Date(org.now()).toISOString();
	org.setVirtualRows('BigTable__c', function* () {
		for (let index = 0; index < ROWS; index += 1) {
			const Id = `a0B${String(index).padStart(12, '0')}AAA`;
			yield { Id, Name: `Row ${index}`, CreatedDate: created, IsDeleted: false };
		}
	});
	const { id } = await callOrg<{ id: string }>(bench, 'POST', `${JOBS}/query`, {
		operation: 'query',
		query: 'SELECT Id, Name, CreatedDate FROM BigTable__c',
	});
	let state = '';
	while (state !== 'JobComplete') {
		({ state } = await callOrg<{ state: string }>(bench, 'GET', `${JOBS}/query/${id}`));
	}
	const path = `${JOBS}/query/${id}/results?maxRecords=${ROWS}`;
	const http = await measureNode(bench, () =>
		Promise.resolve({
			contestant: httpRequest,
			typeVersion: 4.2,
			parameters: {
				url: org.url + path,
				nodeCredentialType: 'salesforceJwtBearerApi',
				options: { response: { response: { responseFormat: 'file' } } },
			},
		}),
	);
	const results = { resource: 'bulkJob', operation: 'getResults', jobType: 'query', jobId: id };
	const node = {
		contestant: own,
		parameters: { ...results, destination: 'file', fileFormat: 'csv', options: {} },
	};
	const measured = await measureNode(
		bench,
		() => Promise.resolve(node),
		() => measureBare(bench, 'GET', path),
	);
	return toRows('1,000,000 rows to a CSV file', 80, measured, http);
}

function* makeFile(): Generator<string> {
	yield 'LastName,Email,Department,Description\n';
	let lines: string[] = [];
	for (let index = 0, bytes = 0; bytes < FILE_BYTES; index += 1) {
		const line = `Last ${index},c${index}@example.com,"Department, ${index % 40}",${'text '.repeat(20)}\n`;
		bytes += line.length;
		lines.push(line);
		if (lines.length < 1_000 && bytes < FILE_BYTES) continue;
		yield lines.join('');
		lines = [];
	}
}

const createOpenJob = async (bench: Bench): Promise<string> => {
	const spec = { object: 'Contact', operation: 'insert', contentType: 'CSV', lineEnding: 'LF' };
	return (await callOrg<{ id: string }>(bench, 'POST', `${JOBS}/ingest`, spec)).id;
};

async function measureUpload(bench: Bench): Promise<BenchRow[]> {
	const { org, own, httpRequest, folder } = bench;
	// Jobs wait in their queue: an org at work would compete with n8n for this machine.
	const bulkPace = { by: 'milliseconds', queued: 3_600_000, perBatch: 0 } as const;
	org.setPolicy({ bulkPace, bulkDiscardsRows: true, bulkMaxUploadBytes: 2 * FILE_BYTES });
	const file = join(folder, 'rows.csv');
	await pipeline(Readable.from(makeFile()), createWriteStream(file));
	const input = {
		type: 'n8n-nodes-base.readWriteFile',
		typeVersion: 1,
		parameters: { operation: 'read', fileSelector: file, options: {} },
	};
	const http = await measureNode(bench, async () => ({
		contestant: httpRequest,
		typeVersion: 4.2,
		input,
		parameters: {
			method: 'PUT',
			url: `${org.url}${JOBS}/ingest/${await createOpenJob(bench)}/batches`,
			nodeCredentialType: 'salesforceJwtBearerApi',
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'Content-Type', value: 'text/csv' }] },
			sendBody: true,
			contentType: 'binaryData',
			inputDataFieldName: 'data',
			options: {},
		},
	}));
	const node = {
		contestant: own,
		input,
		parameters: {
			resource: 'bulkJob',
			operation: 'ingest',
			object: { __rl: true, mode: 'name', value: 'Contact' },
			bulkOperation: 'insert',
			source: 'file',
			output: 'job',
			options: {},
		},
	};
	const measured = await measureNode(
		bench,
		() => Promise.resolve(node),
		async () => measureBare(bench, 'PUT', `${JOBS}/ingest/${await createOpenJob(bench)}/batches`),
	);
	return toRows('a CSV file of 200 MB ingested', 70, measured, http);
}

/** Files through the Bulk API beside n8n's HTTP Request node (memory) and a bare transfer (speed). */
export async function measureBulk(bench: Bench): Promise<BenchRow[]> {
	return [...(await measureDownload(bench)), ...(await measureUpload(bench))];
}
