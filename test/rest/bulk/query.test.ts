import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../emulator';
import { BulkJobError, shape } from '../../../rest';
import { type BulkJob, getJob, isFinal, readQueryResults, runQueryJob } from '../../../rest/bulk';
import { checkBulkQuery } from '../../../rest/bulk/checkBulkQuery';
import { type BulkOrg, startBulkOrg } from './bulkOrg';
import { collect } from '../csv/csvSamples';

const soql = 'SELECT Id, LastName FROM Contact ORDER BY LastName';
const name = (row: number) => `Row ${String(row).padStart(4, '0')}\n"x"`;

async function startFilled(rows: number, policy = {}): Promise<BulkOrg> {
	const bulk = await startBulkOrg(policy);
	bulk.org.insert(
		'Contact',
		Array.from({ length: rows }, (_, row) => ({ LastName: name(row) })),
	);
	return bulk;
}

async function read(bulk: BulkOrg, options: Parameters<typeof readQueryResults>[2] = {}) {
	const { client } = bulk;
	const job = await runQueryJob(client, soql);
	const counts: number[] = [];
	const onRows = (rows: number) => counts.push(rows);
	const bytes = await collect(readQueryResults(client, job, { onRows, ...options }));
	return { text: Buffer.concat(bytes).toString(), counts };
}

const expected = (bulk: BulkOrg) =>
	[
		'"Id","LastName"',
		...bulk.org
			.records('Contact')
			.map((row) => `"${String(row.Id)}","${String(row.LastName).replaceAll('"', '""')}"`),
		'',
	].join('\n');

describe('readQueryResults', () => {
	it.each([
		['pages that the org lists', {}],
		['pages of a given size', { pageRows: 40 }],
	])('joins %s into one CSV with one header, in the order of the query', async (_, options) => {
		const bulk = await startFilled(230, { bulkResultPageSize: 40 });
		const { text, counts } = await read(bulk, options);
		expect(text).toBe(expected(bulk));
		expect(counts).toEqual([40, 80, 120, 160, 200, 230]);
	});

	it('gives the header alone for no rows', async () => {
		const bulk = await startFilled(0);
		expect((await read(bulk)).text).toBe('"Id","LastName"\n');
	});

	const faults: Array<[string, Fault]> = [
		['a page that breaks off', { truncate: true }],
		['two pages that break off', { truncate: true, times: 2 }],
		['a connection lost before the page', { dropBefore: true, times: 6 }],
		['a 503', { status: 503 }],
		['a session that has ended', { revokeSessions: true }],
	];
	it.each(faults)('gives every row once in spite of %s', async (_, fault) => {
		const bulk = await startFilled(230, { bulkResultPageSize: 40 });
		bulk.org.addFault({ ...fault, match: { path: /query\/\w+\/results/ }, after: 2 });
		expect((await read(bulk)).text).toBe(expected(bulk));
	});

	it.each([
		['SEMICOLON', ';', 'CRLF'],
		['TAB', '\t', 'LF'],
		['PIPE', '|', 'CRLF'],
		['CARET', '^', 'LF'],
	] as const)(
		'reads a job that another tool made with %s',
		async (columnDelimiter, delimiter, lineEnding) => {
			const bulk = await startFilled(90, { bulkResultPageSize: 40 });
			bulk.org.insert('Contact', [{ LastName: `Z;|\t^, "quoted"\nline` }]);
			const { body: created } = await bulk.client.request({
				method: 'POST',
				path: 'jobs/query',
				body: { operation: 'query', query: soql, contentType: 'CSV', columnDelimiter, lineEnding },
				shape: shape.object<BulkJob>({ id: shape.text }),
			});
			let job = created;
			while (!isFinal(job)) job = await getJob(bulk.client, 'query', job.id);
			const bytes = await collect(readQueryResults(bulk.client, job));
			const [header, ...rows] = parse(Buffer.concat(bytes), { delimiter, record_delimiter: '\n' });
			expect(header).toEqual(['Id', 'LastName']);
			expect(rows).toEqual(bulk.org.records('Contact').map(({ Id, LastName }) => [Id, LastName]));
		},
	);

	it('takes a page with fewer rows than it announces for one that broke off', async () => {
		const bulk = await startFilled(3);
		const headers = { 'content-type': 'text/csv', 'sforce-numberofrecords': '3' };
		const body = '"Id","LastName"\n"003","a"\n';
		bulk.org.addFault({ match: { path: /\/results$/ }, status: 200, headers, body, times: 99 });
		await expect(read(bulk, { pageRows: 10 })).rejects.toThrow(
			/holds 1 rows, although it announces 3/,
		);
	});
});

describe('runQueryJob', () => {
	it('names the job when it does not come to its end', async () => {
		const bulk = await startFilled(1, { bulkPace: { by: 'polls', queued: 99, perBatch: 0 } });
		let clock = 0;
		const sleep = (milliseconds: number) => Promise.resolve(void (clock += milliseconds));
		const ended = runQueryJob(bulk.clientWith({ sleep, now: () => clock }), soql, { limit: 5000 });
		await expect(ended).rejects.toThrow(BulkJobError);
		await expect(ended).rejects.toThrow(
			/Bulk job 750\w+: .*still UploadComplete after 0.1 minutes/,
		);
	});
});

describe('checkBulkQuery', () => {
	it.each([
		['SELECT COUNT(Id) FROM Contact', /aggregate/],
		['SELECT LastName, COUNT(Id) n FROM Contact GROUP BY LastName', /GROUP BY/],
		['SELECT Id FROM Contact LIMIT 5 OFFSET 10', /OFFSET/],
		['SELECT Id, (SELECT Id FROM Contacts) FROM Account', /sub-queries/],
		['SELECT TYPEOF Who WHEN Lead THEN Name END FROM Task', /TYPEOF/],
		['SELECT FIELDS(ALL) FROM Contact LIMIT 200', /FIELDS/],
		['SELECT Id, MailingAddress FROM Contact', /address/],
	])('names what %s asks in vain', (query, message) => {
		expect(() => checkBulkQuery(query)).toThrow(message);
	});

	it.each([
		"SELECT Id, MailingCity FROM Contact WHERE LastName = 'GROUP BY OFFSET 1 TYPEOF'",
		'SELECT Id FROM Contact WHERE AccountId IN (SELECT Id FROM Account)',
		'SELECT Id, Email_Address__c, Offset__c FROM Contact',
	])('lets %s pass', (query) => {
		expect(() => checkBulkQuery(query)).not.toThrow();
	});
});
