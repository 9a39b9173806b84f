import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFixture, type Fixture } from './openFixture';
import {
	autoMap,
	byName,
	type OperationRun,
	pairedWith,
	runOperation,
	traceBack,
} from './runOperation';

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

const query = (parameters: object = {}) => ({
	resource: 'bulkJob',
	operation: 'query',
	query: 'SELECT LastName, Email, Account.Name FROM Contact ORDER BY LastName',
	destination: 'items',
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

/** What n8n's binary store holds of an item's file. */
async function readFile({ outputs }: OperationRun, name: string): Promise<string> {
	const { id } = outputs[0]![0]!.binary![name]!;
	expect(id).toMatch(/^filesystem/);
	const search = new URLSearchParams({ id: id!, action: 'download' });
	const answer = await fetch(`${fixture.url}/rest/binary-data?${search}`, {
		headers: fixture.api.session,
	});
	expect(answer.status).toBe(200);
	return answer.text();
}

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
		const { [4]: refused, ...saved } = run.rows;
		expect(refused).toEqual(refusal);
		const recordOf = (id: unknown) => fixture.org.records('Contact').find(({ Id }) => Id === id);
		for (const [n, row] of Object.entries(saved)) {
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

	it('gives every row its item where the whole job fails', async () => {
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

	it('gives the three lists as files in the binary store', async () => {
		const run = await runFile({ output: 'files' });
		expect(run.rows).toMatchObject([
			{ state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 1, numberRows: 3 },
		]);
		const successful = await readFile(run, 'successful');
		expect(successful.match(/^"003\w+";"true";/gm)).toHaveLength(2);
		expect(successful).toContain('"Müller; ""A"""');
		expect(await readFile(run, 'failed')).toMatch(
			/^sf__Id;sf__Error;LastName;Email;Description\n.*REQUIRED_FIELD_MISSING.*nobody@example\.com/,
		);
		expect(await readFile(run, 'unprocessed')).toBe('LastName;Email;Description\n');
	});

	it('gives the job at once where nobody waits, compressed on the way where asked', async () => {
		fixture.org.setPolicy({ bulkPace: { by: 'polls', queued: 9, perBatch: 0 } });
		const run = await runFile({ output: 'job', options: { compressUpload: true } });
		expect(run.rows).toMatchObject([{ state: 'UploadComplete', columnDelimiter: 'SEMICOLON' }]);
		const upload = fixture.org.calls.find(({ method }) => method === 'PUT');
		expect(upload?.headers['content-encoding']).toBe('gzip');
		expect(fixture.org.calls.filter(({ method }) => method === 'GET')).toEqual([]);
	});
});

describe('bulkJob / query', () => {
	const rows = [
		{ LastName: 'Doe "0"', Email: 'd@example.com', Account: { Name: 'Acme, Ltd' } },
		{ LastName: 'Ōe\n1', Email: null, Account: { Name: 'Acme, Ltd' } },
	];
	beforeEach(() => {
		const [AccountId] = fixture.org.insert('Account', [{ Name: 'Acme, Ltd' }]);
		const contacts = rows.map(({ LastName, Email }) => ({
			LastName,
			Email,
			AccountId: AccountId!,
		}));
		fixture.org.insert('Contact', contacts);
	});

	it('gives the rows of each item as items', async () => {
		const run = await runOperation(fixture, {
			parameters: query({
				query: 'SELECT LastName, Email, Account.Name FROM Contact WHERE LastName = :name',
				bindings: { values: [{ name: 'name', type: 'string', value: '={{ $json.name }}' }] },
			}),
			items: [{ name: rows[1]!.LastName }, { name: 'nobody' }, { name: rows[0]!.LastName }],
		});
		expect(run.rows).toEqual([rows[1], rows[0]]);
		expect(pairedWith(run.outputs[0])).toEqual([0, 2]);
	});

	const toBinary = (fileFormat: string) =>
		runOperation(fixture, {
			parameters: query({
				destination: 'file',
				outputDataFieldName: 'rows',
				fileFormat,
				options: { maxRecords: 1 },
			}),
		});

	it('writes a CSV file with one header over all pages', async () => {
		const run = await toBinary('csv');
		expect(run.rows).toMatchObject([{ state: 'JobComplete', numberRecordsProcessed: 2 }]);
		expect(await readFile(run, 'rows')).toBe(
			[
				'"LastName","Email","Account.Name"',
				'"Doe ""0""","d@example.com","Acme, Ltd"',
				'"Ōe\n1","","Acme, Ltd"',
				'',
			].join('\n'),
		);
	});

	it('writes a JSON Lines file', async () => {
		const lines = (await readFile(await toBinary('jsonl'), 'rows')).split('\n');
		expect(lines.pop()).toBe('');
		expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows);
	});

	it('names what Bulk API can not query before there is a job', async () => {
		const { error } = await runOperation(fixture, {
			parameters: query({ query: 'SELECT COUNT(Id) FROM Contact' }),
		});
		expect(error?.message).toMatch(/aggregate|COUNT/i);
		expect(fixture.org.calls).toEqual([]);
	});
});

describe('bulkJob / get, getAll, getResults, abort, delete', () => {
	const onJob = (operation: string, jobId: unknown, parameters: object = {}) =>
		runOperation(fixture, {
			parameters: { resource: 'bulkJob', operation, jobType: 'ingest', jobId, ...parameters },
		});

	it('finds a finished job, tells what it did, and deletes it', async () => {
		const done = await runOperation(fixture, {
			parameters: ingest({ output: 'job' }),
			items: people(6),
		});
		const { id } = done.rows[0]!;
		expect((await onJob('get', id)).rows).toMatchObject([{ id, state: 'JobComplete' }]);
		const filters = { object: 'contact', state: ['JobComplete'], operation: ['insert'] };
		const listed = await onJob('getAll', '', { returnAll: true, filters });
		expect(listed.rows).toMatchObject([{ id }]);
		const items = await onJob('getResults', id, { destination: 'items' });
		expect(items.rows.filter(({ success }) => success)).toHaveLength(5);
		expect(items.rows.at(-1)).toMatchObject({
			success: false,
			errorCode: 'REQUIRED_FIELD_MISSING',
			row: { External_Id__c: 'B-4' },
		});
		const files = await onJob('getResults', id, { destination: 'file' });
		expect((await readFile(files, 'successful')).match(/^"003/gm)).toHaveLength(5);
		expect((await onJob('delete', id)).rows).toEqual([{ id, deleted: true }]);
		expect((await onJob('get', id)).error?.message).toBeDefined();
	});

	it('aborts a job that waits in the queue', async () => {
		fixture.org.setPolicy({ bulkPace: { by: 'polls', queued: 99, perBatch: 0 } });
		const queued = await runOperation(fixture, {
			parameters: ingest({ output: 'job' }),
			items: people(2),
		});
		const { id } = queued.rows[0]!;
		expect((await onJob('getResults', id)).error?.message).toContain(String(id));
		expect((await onJob('abort', id)).rows).toMatchObject([{ id, state: 'Aborted' }]);
		expect(lastNames()).toEqual([]);
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
		expect(run.outputs[1]![0]!.json).toEqual(refusal);
		const again = await upsert(9);
		expect(jobsCreated()).toBe(1);
		expect(again.rows.slice(0, 4)).toEqual(
			run.rows.slice(0, 4).map(({ id }) => ({ id, success: true, created: false })),
		);
	});
});
