import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFixture, type Fixture } from './openFixture';
import { readStoredFile } from './readStoredFile';
import { autoMap, byName, pairedWith, runOperation } from './runOperation';

let fixture: Fixture;
beforeEach(async () => {
	fixture = await openFixture();
});
afterEach(() => fixture.close());

const query = (parameters: object = {}) => ({
	resource: 'bulkJob',
	operation: 'query',
	query: 'SELECT LastName, Email, Account.Name FROM Contact ORDER BY LastName',
	destination: 'items',
	...parameters,
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
		expect(await readStoredFile(fixture, run, 'rows')).toBe(
			[
				'"LastName","Email","Account.Name"',
				'"Doe ""0""","d@example.com","Acme, Ltd"',
				'"Ōe\n1","","Acme, Ltd"',
				'',
			].join('\n'),
		);
	});

	it('writes a JSON Lines file', async () => {
		const lines = (await readStoredFile(fixture, await toBinary('jsonl'), 'rows')).split('\n');
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

const insertWithoutWaiting = {
	resource: 'bulkJob',
	operation: 'ingest',
	object: byName('Contact'),
	bulkOperation: 'insert',
	source: 'items',
	fields: autoMap(),
	output: 'job',
};

/** Of some people the fifth has no name, which Salesforce refuses. */
const people = (count: number) =>
	Array.from({ length: count }, (_, n) => ({
		External_Id__c: `B-${n}`,
		LastName: n === 4 ? null : `Doe ${n}`,
	}));

describe('bulkJob / get, getAll, getResults, abort, delete', () => {
	const onJob = (operation: string, jobId: unknown, parameters: object = {}) =>
		runOperation(fixture, {
			parameters: { resource: 'bulkJob', operation, jobType: 'ingest', jobId, ...parameters },
		});

	it('finds a finished job, tells what it did, and deletes it', async () => {
		const done = await runOperation(fixture, {
			parameters: insertWithoutWaiting,
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
		expect((await readStoredFile(fixture, files, 'successful')).match(/^"003/gm)).toHaveLength(5);
		expect((await onJob('delete', id)).rows).toEqual([{ id, deleted: true }]);
		expect((await onJob('get', id)).error?.message).toBeDefined();
	});

	it('aborts a job that waits in the queue', async () => {
		fixture.org.setPolicy({ bulkPace: { by: 'polls', queued: 99, perBatch: 0 } });
		const queued = await runOperation(fixture, {
			parameters: insertWithoutWaiting,
			items: people(2),
		});
		const { id } = queued.rows[0]!;
		expect((await onJob('getResults', id)).error?.message).toContain(String(id));
		expect((await onJob('abort', id)).rows).toMatchObject([{ id, state: 'Aborted' }]);
		expect(fixture.org.records('Contact')).toEqual([]);
	});
});
