import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFixture, type Fixture } from './openFixture';
import { readStoredFile } from './readStoredFile';
import { autoMap, byName, pairedWith, runOperation, traceBack } from './runOperation';

let fixture: Fixture;
beforeEach(async () => {
	fixture = await openFixture();
});
afterEach(() => fixture.close());

const text = expect.any(String) as string;

const ingest = (parameters: object = {}) => ({
	resource: 'bulkJob',
	operation: 'ingest',
	object: byName('Contact'),
	bulkOperation: 'insert',
	source: 'items',
	fields: autoMap(),
	output: 'items',
	...parameters,
});

const jobsCreated = () =>
	fixture.org.calls.filter(
		({ method, path }) => method === 'POST' && /\/jobs\/ingest\/?$/.test(path),
	).length;

const lastNames = () => fixture.org.records('Contact').map(({ LastName }) => LastName);

/** Of some people the fifth has no name, which Salesforce refuses. */
const people = (count: number) =>
	Array.from({ length: count }, (_, n) => ({
		External_Id__c: `B-${n}`,
		LastName: n === 4 ? null : `Doe ${n}`,
	}));

const refusal = {
	error: expect.stringContaining('Required fields are missing') as string,
	details: expect.objectContaining({
		errorCode: 'REQUIRED_FIELD_MISSING',
		fields: ['LastName'],
	}) as object,
};

/** As a spreadsheet in Europe saves it: BOM, semicolons, CR LF, and line breaks in quotes. */
const MESSY = [
	'\ufeffLastName;Email;Description',
	'"Müller; ""A""";m@example.com;"two',
	'lines"',
	';nobody@example.com;no name',
	'',
	'Ōe;;#N/A',
	'',
].join('\r\n');

/** A node that puts the text of each item into n8n's binary store, under `data`. */
const toFile = {
	name: 'File',
	type: 'n8n-nodes-base.convertToFile',
	typeVersion: 1.1,
	parameters: {
		operation: 'toBinary',
		sourceProperty: 'base64',
		binaryPropertyName: 'data',
		options: { fileName: 'people.csv', mimeType: 'text/csv' },
	},
};

const runFile = (parameters: object, onError?: 'continueRegularOutput') =>
	runOperation(fixture, {
		parameters: ingest({ source: 'file', inputDataFieldName: 'data', ...parameters }),
		items: [{ base64: Buffer.from(MESSY).toString('base64') }],
		before: toFile,
		...(onError && { onError }),
	});

describe('bulkJob / ingest from items', () => {
	it('gives one item a row in order, though results come shuffled, the refused ones with the reason', async () => {
		fixture.org.setPolicy({ bulkShuffleSeed: 11 });
		const items = people(40);
		const run = await runOperation(fixture, {
			parameters: ingest({ bulkOperation: 'upsert', fields: autoMap('External_Id__c') }),
			items,
			onError: 'continueRegularOutput',
			after: [traceBack('Source', 'External_Id__c')],
		});
		expect(pairedWith(run.outputs[0])).toEqual(items.map((_, n) => n));
		expect(run.rows[4]).toEqual(refusal);
		const recordOf = (id: unknown) => fixture.org.records('Contact').find(({ Id }) => Id === id);
		for (const [n, row] of run.rows.entries()) {
			if (n === 4) continue;
			expect(row).toEqual({ id: text, success: true, created: true });
			expect(recordOf(row.id)).toMatchObject({ LastName: `Doe ${n}` });
		}
		const sources = run.execution.nodes.Source![0]!.outputs[0]!;
		expect(sources.map(({ json }) => json.source)).toEqual(items.map((_, n) => `B-${n}`));
		expect(JSON.stringify(run.hints)).toMatch(/40 rows in bulk job 750\w+: 39 saved, 1 not\./);
		expect(jobsCreated()).toBe(1);
	});

	it('stops at the first refused row and names it, its job, and how many were saved', async () => {
		const { execution, error } = await runOperation(fixture, {
			parameters: ingest(),
			items: people(6),
		});
		expect(execution.status).toBe('error');
		expect(error?.message).toMatch(
			/^Required fields are missing.* \(Bulk job 750\w+\) \[item 4\]$/,
		);
		expect(error?.description).toMatch(/^5 records were saved before and stay saved\./);
		expect(lastNames()).toHaveLength(5);
	});

	it('gives every row its item if the whole job fails', async () => {
		const run = await runOperation(fixture, {
			parameters: ingest(),
			items: [{ Nonsense__c: 1 }, { Nonsense__c: 2 }],
			onError: 'continueErrorOutput',
		});
		expect(run.outputs.map(pairedWith)).toEqual([[], [0, 1]]);
		for (const { json } of run.outputs[1]!) {
			expect(json.details).toMatchObject({
				errorCode: 'UNPROCESSED',
				jobId: expect.stringMatching(/^750/) as string,
			});
		}
	});

	it('carries on with the job of an earlier run and sends nothing twice', async () => {
		const items = people(12);
		const first = await runOperation(fixture, { parameters: ingest({ output: 'job' }), items });
		expect(first.rows).toMatchObject([{ id: expect.stringMatching(/^750/) as string }]);
		const run = await runOperation(fixture, {
			parameters: ingest({ options: { resumeJobId: first.rows[0]!.id } }),
			items,
			onError: 'continueRegularOutput',
		});
		expect(pairedWith(run.outputs[0])).toEqual(items.map((_, n) => n));
		expect(run.rows.flatMap(({ error }, n) => (error === undefined ? [] : [n]))).toEqual([4]);
		expect(lastNames()).toHaveLength(11);
		expect(jobsCreated()).toBe(1);
		expect(fixture.org.calls.filter(({ method }) => method === 'PUT')).toHaveLength(1);
	});
});

describe('bulkJob / ingest from a file', () => {
	it('gives one item a row, all from the item with the file', async () => {
		const run = await runFile({}, 'continueRegularOutput');
		expect(run.rows).toEqual([
			{ id: text, success: true, created: true },
			refusal,
			{ id: text, success: true, created: true },
		]);
		expect(pairedWith(run.outputs[0])).toEqual([0, 0, 0]);
		const [first, second] = fixture.org.records('Contact');
		expect(first).toMatchObject({ LastName: 'Müller; "A"', Email: 'm@example.com' });
		expect(String(first!.Description).replace('\r\n', '\n')).toBe('two\nlines');
		expect(second).toMatchObject({ LastName: 'Ōe' });
	});

	it('stops at the first refused row and names it by its place in the file', async () => {
		const { error } = await runFile({});
		expect(error?.message).toMatch(
			/^Row 2: Required fields are missing.* \(Bulk job 750\w+\) \[item 0\]$/,
		);
		expect(lastNames()).toHaveLength(2);
	});

	it('gives the three lists as files in the binary store', async () => {
		const run = await runFile({ output: 'files' });
		expect(run.rows).toMatchObject([
			{ state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 1, numberRows: 3 },
		]);
		const successful = await readStoredFile(fixture, run, 'successful');
		expect(successful.match(/^"003\w+";"true";/gm)).toHaveLength(2);
		expect(successful).toContain('"Müller; ""A"""');
		expect(await readStoredFile(fixture, run, 'failed')).toMatch(
			/^sf__Id;sf__Error;LastName;Email;Description\n.*REQUIRED_FIELD_MISSING.*nobody@example\.com/,
		);
		expect(await readStoredFile(fixture, run, 'unprocessed')).toBe('LastName;Email;Description\n');
	});

	it('gives the job at once if nobody waits, compressed on the way where asked', async () => {
		fixture.org.setPolicy({ bulkPace: { by: 'polls', queued: 9, perBatch: 0 } });
		const run = await runFile({ output: 'job', options: { compressUpload: true } });
		expect(run.rows).toMatchObject([{ state: 'UploadComplete', columnDelimiter: 'SEMICOLON' }]);
		const upload = fixture.org.calls.find(({ method }) => method === 'PUT');
		expect(upload?.headers['content-encoding']).toBe('gzip');
		expect(fixture.org.calls.filter(({ method }) => method === 'GET')).toEqual([]);
	});
});

describe('record / upsert above the number that Use Bulk API Above names', () => {
	it('goes by one job, with the same item outcomes', async () => {
		const [known] = fixture.org.insert('Contact', [{ External_Id__c: 'B-2', LastName: 'Old' }]);
		const upsert = (count: number) =>
			runOperation(fixture, {
				parameters: {
					resource: 'record',
					operation: 'upsert',
					object: byName('Contact'),
					fields: autoMap('External_Id__c'),
					options: { useBulkApiAbove: 9 },
				},
				items: people(count),
				onError: 'continueErrorOutput',
			});
		const run = await upsert(10);
		expect(jobsCreated()).toBe(1);
		expect(run.outputs.map(pairedWith)).toEqual([[0, 1, 2, 3, 5, 6, 7, 8, 9], [4]]);
		expect(run.rows[2]).toEqual({ id: known, success: true, created: false });
		expect(run.outputs[1]![0]!.json).toMatchObject(refusal);
		const again = await upsert(9);
		expect(jobsCreated()).toBe(1);
		expect(again.rows.slice(0, 4)).toEqual(
			run.rows.slice(0, 4).map(({ id }) => ({ id, success: true, created: false })),
		);
	});
});
