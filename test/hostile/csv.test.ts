import { describe, expect, it } from 'vitest';
import { type BulkJob, fromCsv, IngestRun, readOutcomes, readQueryResults } from '../../rest/bulk';
import { parseRows } from '../../rest/csv';
import { readRecords, toJsonLines } from '../../nodes/Salesforce/resources/bulkJob/rowsOfCsv';
import { drain, failureOf, sendJson, startHostileOrg } from './startHostileOrg';

const MB = 1_000_000;
const JOB = { id: '750xx0000000001AAA', apiVersion: 67, state: 'JobComplete' } as BulkJob;

/** Pieces of one text, as long as anybody takes them. */
function* endless(first: string, piece: string, megabytes: number, taken = { bytes: 0 }) {
	const bytes = Buffer.from(piece.repeat(Math.ceil(MB / piece.length)));
	yield Buffer.from(first);
	for (let given = 0; given < megabytes; given += 1) {
		taken.bytes += bytes.length;
		yield bytes;
	}
}

async function* asStream(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
	await Promise.resolve();
	yield* pieces;
}

describe('a result CSV', () => {
	it.each([
		['a record of 1 GB without a line end', '"Id"\n', 'x'],
		['a quote that is never closed', '"Id"\n"', 'x\n'],
		['a quote that is opened in the header', '"Id', 'x\n'],
	])('of %s is given up at 16 MB', async (_, first, piece) => {
		const taken = { bytes: 0 };
		const failure = await failureOf(
			drain(parseRows(asStream(endless(first, piece, 1_000, taken)))),
		);
		expect(failure.message).toMatch(/^Record \d+ of the CSV is longer than 16 MB/);
		expect(taken.bytes).toBeLessThan(20 * MB);
	});

	it.each([
		['in its header', `${'a,'.repeat(1_000_000)}b\n1\n`],
		['in a row', `"Id"\n${','.repeat(1_000_000)}\n`],
	])('of a million columns %s is refused', async (_, csv) => {
		const failure = await failureOf(drain(readRecords(asStream([Buffer.from(csv)]))));
		expect(failure.message).toContain('more than 20000 columns');
	});

	it('sets no prototype and changes nothing that all objects share', async () => {
		const names = [
			'__proto__',
			'__proto__.polluted',
			'constructor.prototype.polluted',
			'constructor.polluted',
			'Account.__proto__.polluted',
			'Account.constructor.prototype.polluted',
			'toString.polluted',
			'Name',
			'Name.First',
			'.',
			'',
		];
		const csv = `${names.map((name) => `"${name}"`).join(',')}\n${names.map(() => '"1"').join(',')}\n`;
		const [[record]] = (await drain(readRecords(asStream([Buffer.from(csv)])))) as [[object]];
		const lines = await drain(toJsonLines(asStream([Buffer.from(csv)])));
		for (const shared of [{}, Object, Function.prototype]) {
			expect((shared as { polluted?: unknown }).polluted).toBeUndefined();
		}
		expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
		expect(record).toMatchObject({ Name: { First: '1' }, constructor: { polluted: '1' } });
		expect(String(lines[0])).not.toContain('__proto__');
	});

	it('passes into a file whatever its records are, since nothing of it is held', async () => {
		const org = await startHostileOrg((_request, response) => {
			response
				.writeHead(200, { 'content-type': 'text/csv' })
				.end(`"Id"\n"${'x'.repeat(20 * MB)}"\n`);
		});
		const pieces = await drain(readQueryResults(org.client, JOB, { pageRows: 10 }));
		expect(pieces.reduce((sum, { length }) => sum + length, 0)).toBe(20 * MB + 8);
	});

	it('of results without an end for three rows is given up, and no row is called saved', async () => {
		const org = await startHostileOrg((request, response, { pathname }) => {
			request.resume();
			if (pathname.endsWith('/successfulResults')) {
				response.writeHead(200).write('"sf__Id","sf__Created","LastName"\n');
				const rows = '"003","true","Stranger"\n'.repeat(50_000);
				const pour = () => {
					while (!response.destroyed && response.write(rows));
				};
				response.on('drain', pour);
				return pour();
			}
			return sendJson(response, { ...JOB, state: 'JobComplete' });
		});
		const spec = { object: 'Contact', operation: 'insert' } as const;
		const run = new IngestRun(org.client, spec, { matchRows: true });
		await run.run(fromCsv(() => asStream([Buffer.from('LastName\nA\nB\nC\n')])));
		const { rows } = await readOutcomes(run);
		expect(rows).toHaveLength(3);
		for (const row of rows) expect(row.success).toBe(false);
		expect(JSON.stringify(rows)).toContain('lists more results than it was given rows');
	});
});

describe('an input CSV', () => {
	async function ingest(pieces: Iterable<Buffer>) {
		const org = await startHostileOrg((request, response) => {
			request.resume().once('end', () => sendJson(response, { ...JOB, state: 'JobComplete' }));
		});
		const spec = { object: 'Contact', operation: 'insert' } as const;
		const run = new IngestRun(org.client, spec, { matchRows: true });
		await run.run(fromCsv(() => asStream(pieces)));
		const [part] = run.parts;
		if (part?.error !== undefined) throw part.error as Error;
		return run;
	}

	it.each([
		['without a line end', [...endless('', 'x', 5)]],
		['without a line end, in one piece', [Buffer.alloc(5 * MB, 'x')]],
		['of quotes', [Buffer.alloc(5 * MB, '"')]],
		['of an open quote', [Buffer.from(`"${'x\n'.repeat(2 * MB)}`)]],
		['of line ends', [...endless('', '\n', 5)]],
	])('%s is no CSV', async (_, pieces) => {
		const start = performance.now();
		expect((await failureOf(ingest(pieces))).message).toMatch(/no line break|is empty/);
		expect(performance.now() - start).toBeLessThan(10_000);
	});

	it.each([
		['a record of 1 GB', 'LastName\n', 'x'],
		['a quote that is never closed', 'LastName\n"', 'x\n'],
	])('with %s ends at that row', async (_, first, piece) => {
		const taken = { bytes: 0 };
		const failure = await failureOf(ingest(endless(first, piece, 1_000, taken)));
		expect(failure.message).toMatch(/^Row 1 is longer than Bulk API takes/);
		expect(taken.bytes).toBeLessThan(10 * MB);
	});

	it('with a header of half a million columns is refused or sent, in bounded time', async () => {
		const start = performance.now();
		const header = Array.from({ length: 100_000 }, (_, at) => `c${at}`).join(',');
		await ingest([Buffer.from(`${header}\n1\n`)]).catch((error: Error) => error.message);
		expect(performance.now() - start).toBeLessThan(15_000);
	});
});
