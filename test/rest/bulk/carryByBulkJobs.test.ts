import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type RecordInput, saveRows } from '../../../rest';
import { carryByBulkJobs, fromCsv, fromRecords, getJob, IngestRun } from '../../../rest/bulk';
import { startBulkOrg } from './bulkOrg';

const contact = (fields: RecordInput['fields']): RecordInput => ({ object: 'Contact', fields });
const account = (fields: RecordInput['fields']): RecordInput => ({ object: 'Account', fields });
const insert = { operation: 'insert' } as const;

describe('records carried by bulk jobs', () => {
	it('go by a job for each object, and their outcomes come in the order of the records', async () => {
		const { org, client } = await startBulkOrg({ bulkShuffleSeed: 3 });
		const records = [
			contact({ LastName: 'A', Birthdate: null }),
			account({ Name: 'Acme' }),
			contact({ LastName: '' }),
			contact({ LastName: 'B', Account: { External_Id__c: 'nobody' } }),
			account({ Name: 'Globex' }),
			contact({ LastName: 'C' }),
		];
		const done: Array<[number, number]> = [];
		const log: string[] = [];
		const carrier = carryByBulkJobs(client, insert, {
			log: (text) => log.push(text),
			onDone: (jobIds, rows) => done.push([jobIds.length, rows]),
		});
		const results = await saveRows(client, records, carrier);
		const nameOf = (id: string) => {
			const [row] = [...org.records('Contact'), ...org.records('Account')].filter(
				(record) => record.Id === id,
			);
			return row?.LastName ?? row?.Name;
		};
		expect(
			results.map((result) => (result.success ? nameOf(result.id) : result.error.errorCode)),
		).toEqual(['A', 'Acme', 'REQUIRED_FIELD_MISSING', 'INVALID_FIELD', 'Globex', 'C']);
		expect(org.calls.filter(({ method }) => method === 'PUT')).toHaveLength(2);
		expect(done).toEqual([
			[1, 4],
			[1, 2],
		]);
		expect(log.filter((line) => line.endsWith('created'))).toHaveLength(2);
	});

	it('all fail with a job that fails as a whole, the job named; those of another job are saved', async () => {
		const { org, client } = await startBulkOrg();
		const records = [contact({ Nonsense__c: 1 }), account({ Name: 'Acme' })];
		const [failed, saved] = await saveRows(client, records, carryByBulkJobs(client, insert));
		expect(failed).toMatchObject({
			success: false,
			error: { errorCode: 'UNPROCESSED', jobId: expect.stringMatching(/^750/) as string },
		});
		expect(saved).toMatchObject({ success: true });
		expect(org.records('Contact')).toEqual([]);
	});

	it('are refused one by one for a value that has no form in a CSV, or a name that is none', async () => {
		const { org, client } = await startBulkOrg();
		const records = [
			account({ Name: 'Acme' }),
			account({ Name: 'Cyclic', Tags__c: { deep: { deeper: {} } } }),
			contact({ LastName: 'A', 'Bad Name': 1 }),
			contact({ LastName: 'B' }),
		];
		const results = await saveRows(client, records, carryByBulkJobs(client, insert));
		expect(results.map((result) => (result.success ? 'ok' : result.error.errorCode))).toEqual([
			'ok',
			'INVALID_INPUT',
			'INVALID_INPUT',
			'ok',
		]);
		expect([org.records('Account').length, org.records('Contact').length]).toEqual([1, 1]);
	});

	it('keep the outcomes of one object whatever happens to the job of the next one', async () => {
		const { org, client } = await startBulkOrg();
		const body = [
			{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' },
		];
		org.addFault({ match: { method: 'POST', path: /jobs\/ingest$/ }, after: 1, status: 403, body });
		const records = [account({ Name: 'Acme' }), contact({ LastName: 'A' })];
		const [saved, failed] = await saveRows(client, records, carryByBulkJobs(client, insert));
		expect(saved).toMatchObject({ success: true });
		expect(failed).toMatchObject({ error: { errorCode: 'REQUEST_LIMIT_EXCEEDED' } });
	});

	it('update the record that the external id finds', async () => {
		const { org, client } = await startBulkOrg();
		const [known] = org.insert('Contact', [{ LastName: 'Old', External_Id__c: 'K' }]);
		const records = [contact({ External_Id__c: 'K', LastName: 'New' })];
		const spec = { operation: 'upsert', externalIdFieldName: 'External_Id__c' } as const;
		expect(await saveRows(client, records, carryByBulkJobs(client, spec))).toEqual([
			{ success: true, id: known, created: false },
		]);
	});
});

describe('what only a CSV has', () => {
	it('refuses the text that would clear its field, by name, and saves the others', async () => {
		const { org, client } = await startBulkOrg();
		const records = [contact({ LastName: 'A', Title: '#N/A' }), contact({ LastName: 'B' })];
		const [refused, saved] = await saveRows(client, records, carryByBulkJobs(client, insert));
		expect(refused).toMatchObject({
			error: { errorCode: 'INVALID_INPUT', message: expect.stringContaining("'Title'") as string },
		});
		expect(saved).toMatchObject({ success: true });
		expect(org.records('Contact').map(({ LastName }) => LastName)).toContain('B');
	});

	it('sends rows of one record by one job after the other, so that the last one wins', async () => {
		const { org, client } = await startBulkOrg();
		const records = ['key', 'other', 'KEY'].map((key, n) =>
			contact({ LastName: `Doe ${n}`, External_Id__c: key }),
		);
		const spec = { operation: 'upsert', externalIdFieldName: 'External_Id__c' } as const;
		const results = await saveRows(client, records, carryByBulkJobs(client, spec));
		expect(results.map((result) => result.success && result.created)).toEqual([true, true, false]);
		const found = org
			.records('Contact')
			.find(({ External_Id__c }) => /key/i.test(`${External_Id__c as string}`));
		expect(found).toMatchObject({ LastName: 'Doe 2' });
		expect(org.calls.filter(({ method }) => method === 'PUT')).toHaveLength(2);
	});
});

describe('jobs that are cancelled', () => {
	it('reject nothing unheard while the next part is uploaded, and are ended', async () => {
		// Two jobs at a time: the first is waited for while the second is uploaded.
		const { org, clientWith } = await startBulkOrg();
		const unheard: unknown[] = [];
		const listen = (reason: unknown) => void unheard.push(reason);
		process.on('unhandledRejection', listen);
		const stop = new AbortController();
		org.addFault({ match: { method: 'PUT' }, after: 1, delayMs: 50 });
		const client = clientWith({
			signal: stop.signal,
			sleep: (_, signal) => {
				setImmediate(() => stop.abort(new Error('stopped')));
				return new Promise((_resolve, reject) => {
					signal?.addEventListener('abort', () => reject(signal.reason as Error));
				});
			},
		});
		const run = new IngestRun(
			client,
			{ object: 'Contact', operation: 'insert' },
			{ parallelJobs: 2, maxBytes: 40, abortOnStop: true },
		);
		const rows = Array.from({ length: 6 }, (_, n) => ({ LastName: `Person ${n}` }));
		await expect(run.run(fromRecords(rows))).rejects.toThrow('stopped');
		await new Promise(setImmediate);
		process.off('unhandledRejection', listen);
		expect(unheard).toEqual([]);
		const aborts = org.calls.filter(({ method }) => method === 'PATCH');
		expect(aborts.length).toBeGreaterThan(0);
	});

	it('are ended although the first request for it gets no answer', async () => {
		const { org, clientWith } = await startBulkOrg();
		const stop = new AbortController();
		org.addFault({ match: { method: 'PATCH' }, after: 1, dropBefore: true });
		const client = clientWith({
			signal: stop.signal,
			sleep: (_milliseconds, signal) => {
				stop.abort(new Error('stopped'));
				return signal ? Promise.reject(signal.reason as Error) : Promise.resolve();
			},
		});
		const spec = { object: 'Contact', operation: 'insert' } as const;
		const run = new IngestRun(client, spec, { abortOnStop: true });
		await expect(run.run(fromRecords([{ LastName: 'A' }]))).rejects.toThrow('stopped');
		const [job] = run.jobs;
		const asked = await getJob(client.withoutSignal(), 'ingest', job!.id);
		expect(['Aborted', 'JobComplete']).toContain(asked.state);
		expect(org.calls.filter(({ method }) => method === 'PATCH').length).toBeGreaterThan(2);
	});
});

describe('a source that is opened', () => {
	it.each([
		['a header that Bulk API does not take', 'Last Name\nA\n'],
		['an empty file', ''],
		['UTF-16', '\ufffe'],
	])('is closed again: %s', async (_, text) => {
		const { client } = await startBulkOrg();
		const opened: Readable[] = [];
		const open = () => {
			const stream = Readable.from([Buffer.from(text, text === '\ufffe' ? 'utf16le' : 'utf8')]);
			opened.push(stream);
			return stream;
		};
		const run = new IngestRun(client, { object: 'Contact', operation: 'insert' });
		await expect(run.run(fromCsv(open))).rejects.toThrow();
		expect(opened.map(({ destroyed }) => destroyed)).toEqual([true]);
	});
});
