import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BenchRow, createRow } from '../BenchRow';
import { callOrg } from '../callOrg';
import { downloadByHand, readFiles } from '../fileNodes';
import { describeSpeed, type Measured, measureBare, measureTransfer } from '../measureTransfer';
import type { Bench } from '../openBench';
import type { InputNode, NodeToRun } from '../runNode';

const ROWS = 1_000_000;
const FILE_BYTES = 200e6;
const RUNS = 5;
const JOBS = '/services/data/v67.0/jobs';

function toRows(what: string, bar: number, own: Measured, http: Measured): BenchRow[] {
	const extra = own.peak - http.peak;
	return [
		createRow({
			what: `${what}: speed`,
			figure: describeSpeed(own, http),
			bar: `>= ${bar} %`,
			value: own.share,
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

async function measureDownload(bench: Bench): Promise<BenchRow[]> {
	const { org, own, folder } = bench;
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
	const http = await measureTransfer(bench, {
		runs: RUNS,
		node: () => Promise.resolve(downloadByHand(bench, path)),
	});
	const results = { resource: 'bulkJob', operation: 'getResults', jobType: 'query', jobId: id };
	const node = {
		contestant: own,
		parameters: { ...results, destination: 'file', fileFormat: 'csv', options: {} },
	};
	const measured = await measureTransfer(bench, {
		runs: RUNS,
		node: () => Promise.resolve(node),
		bare: () => measureBare(bench, 'GET', path, join(folder, 'bare.csv')),
	});
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

/** The upload of a job's rows by hand. */
const ingestByHand = async (bench: Bench, input: InputNode): Promise<NodeToRun> => ({
	contestant: bench.httpRequest,
	typeVersion: 4.2,
	input,
	parameters: {
		method: 'PUT',
		url: `${bench.org.url}${JOBS}/ingest/${await createOpenJob(bench)}/batches`,
		nodeCredentialType: 'salesforceJwtBearerApi',
		sendHeaders: true,
		headerParameters: { parameters: [{ name: 'Content-Type', value: 'text/csv' }] },
		sendBody: true,
		contentType: 'binaryData',
		inputDataFieldName: 'data',
		options: {},
	},
});

async function measureUpload(bench: Bench): Promise<BenchRow[]> {
	const { org, own, folder } = bench;
	// Jobs wait in their queue: an org at work would compete with n8n for this machine.
	const bulkPace = { by: 'milliseconds', queued: 3_600_000, perBatch: 0 } as const;
	org.setPolicy({ bulkPace, bulkDiscardsRows: true, bulkMaxUploadBytes: 2 * FILE_BYTES });
	const file = join(folder, 'rows.csv');
	await pipeline(Readable.from(makeFile()), createWriteStream(file));
	const input = readFiles(file);
	const http = await measureTransfer(bench, { runs: RUNS, node: () => ingestByHand(bench, input) });
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
	const measured = await measureTransfer(bench, {
		runs: RUNS,
		node: () => Promise.resolve(node),
		bare: async () => {
			const path = `${JOBS}/ingest/${await createOpenJob(bench)}/batches`;
			return measureBare(bench, 'PUT', path, file);
		},
	});
	return toRows('a CSV file of 200 MB ingested', 70, measured, http);
}

/** Files through the Bulk API beside n8n's HTTP Request node (memory) and a bare transfer (speed). */
export async function measureBulk(bench: Bench): Promise<BenchRow[]> {
	return [...(await measureDownload(bench)), ...(await measureUpload(bench))];
}
