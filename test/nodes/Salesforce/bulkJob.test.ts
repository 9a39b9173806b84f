import { Readable } from 'node:stream';
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type OrgOptions, startOrg } from '../../../emulator';
import { ingest as ingestOperation } from '../../../nodes/Salesforce/resources/bulkJob/ingest.operation';
import { query as queryOperation } from '../../../nodes/Salesforce/resources/bulkJob/query.operation';
import { createItemClients } from '../../../nodes/Salesforce/items/createItemClients';
import { createParameterReader } from '../../../nodes/Salesforce/items/createParameterReader';
import type { RowOutcome } from '../../../nodes/Salesforce/operation';
import { createQuickTiming } from '../../createQuickTiming';
import { Salesforce } from '../../../nodes/Salesforce/Salesforce.node';
import { type ContextOptions, createContext, createEditorContext } from '../createContext';
import { runNode } from '../runNode';

const contact = { __rl: true, mode: 'list', value: 'Contact' };
const autoMap = (...matchingColumns: string[]) => ({
	mappingMode: 'autoMapInputData',
	value: null,
	matchingColumns,
	schema: [],
});

/** An org, and contexts whose binary store is a map, as n8n's is a folder. */
async function startBulk(policy: OrgOptions['policy'] = {}) {
	const org = await startOrg({ policy });
	onTestFinished(() => org.close());
	const files = new Map<string, Buffer>();
	const log: string[] = [];

	function contextFor(options: ContextOptions, input?: string) {
		const test = createContext(org, {
			...options,
			parameters: { resource: 'bulkJob', ...options.parameters },
		});
		if (input !== undefined) files.set('input', Buffer.from(input));
		Object.assign(test.context, {
			logger: { info: (text: string) => log.push(text), warn: (text: string) => log.push(text) },
			getMode: () => 'trigger',
		});
		Object.assign(test.context.helpers, {
			assertBinaryData: () => ({ id: 'input', data: '', mimeType: 'text/csv' }),
			getBinaryStream: (id: string) => Promise.resolve(Readable.from([files.get(id)!])),
			prepareBinaryData: async (stream: Readable, fileName: string, mimeType: string) => {
				const chunks: Buffer[] = [];
				for await (const chunk of stream) chunks.push(chunk as Buffer);
				files.set(fileName, Buffer.concat(chunks));
				return { id: fileName, data: '', fileName, mimeType };
			},
		});
		return test;
	}
	async function runParts(options: ContextOptions, input?: string) {
		const { context, hints } = contextFor(options, input);
		const clients = createItemClients(context, createParameterReader(context), createQuickTiming());
		const notes: string[] = [];
		const run = {
			context,
			client: await clients.ofItem(0),
			parameters: clients.parameters,
			continueOnFail: context.continueOnFail(),
			hint: (text: string) => void notes.push(text),
			earlierJobs: { of: () => [], keep: () => undefined },
		};
		const itemIndexes = context.getInputData().map((_, at) => at);
		return { run, itemIndexes, notes, hints };
	}
	async function ingest(options: ContextOptions, input?: string) {
		const { run, itemIndexes, notes } = await runParts(options, input);
		const outcomes = await ingestOperation.execute({ ...run, itemIndexes });
		return { outcomes, notes };
	}
	async function query(parameters: IDataObject) {
		const { run } = await runParts({ parameters });
		return queryOperation.execute({ ...run, itemIndex: 0 });
	}
	const text = (name: string) => files.get(name)!.toString();
	return { org, log, contextFor, ingest, query, text };
}

const summaryOf = (outcome: RowOutcome) =>
	'error' in outcome
		? [outcome.item, (outcome.error as { errorCode?: string }).errorCode]
		: [outcome.item, outcome.json.success];

describe('bulkJob: ingest from items', () => {
	it('gives one outcome an item, in order, null clearing and empty text keeping a field', async () => {
		const bulk = await startBulk({ bulkShuffleSeed: 5 });
		const [known] = bulk.org.insert('Contact', [
			{ LastName: 'Old', Email: 'a@example.org', Phone: '1', External_Id__c: 'K-1' },
		]);
		const items = [
			{ External_Id__c: 'K-1', LastName: 'New', Email: null, Phone: '' },
			{ External_Id__c: 'K-2', LastName: '' },
			{ LastName: 'No key' },
			{ External_Id__c: 'K-3', LastName: 'Made', 'Account.External_Id__c': 'nobody' },
			{ External_Id__c: 'K-4', LastName: 'Made' },
		];
		const { outcomes, notes } = await bulk.ingest({
			items,
			onError: 'continueRegularOutput',
			parameters: {
				operation: 'ingest',
				object: contact,
				bulkOperation: 'upsert',
				source: 'items',
				fields: autoMap('External_Id__c'),
				output: 'items',
			},
		});
		const inOrder = outcomes.toSorted((a, b) => Number(a.item) - Number(b.item));
		expect(inOrder.map((outcome) => outcome.item)).toEqual([0, 1, 2, 3, 4]);
		expect(inOrder[0]).toEqual({ item: 0, json: { id: known, success: true, created: false } });
		expect(inOrder[1]).toMatchObject({ error: { errorCode: 'REQUIRED_FIELD_MISSING' } });
		expect(inOrder[2]).toMatchObject({ error: { name: 'InvalidInputError' } });
		expect(inOrder[3]).toMatchObject({ error: { errorCode: 'INVALID_FIELD' } });
		expect(inOrder[4]).toMatchObject({ json: { success: true, created: true } });
		const [saved] = bulk.org.records('Contact').filter((row) => row.Id === known);
		expect(saved).toMatchObject({ LastName: 'New', Phone: '1' });
		expect(saved!.Email ?? null).toBeNull();
		expect(notes.at(-1)).toMatch(/^4 rows in bulk job 750\w+: 2 saved, 2 not\.$/);
		expect(bulk.log.some((line) => /^Job 750\w+ created$/.test(line))).toBe(true);
	});

	it('deletes by the Id alone and tells so', async () => {
		const bulk = await startBulk();
		const ids = bulk.org.insert('Contact', [{ LastName: 'a' }, { LastName: 'b' }]);
		const { outcomes } = await bulk.ingest({
			items: ids.map((Id) => ({ Id, LastName: 'ignored' })),
			parameters: {
				operation: 'ingest',
				object: contact,
				bulkOperation: 'delete',
				source: 'items',
				fields: autoMap('Id'),
				output: 'items',
			},
		});
		expect(outcomes).toEqual(ids.map((id, item) => ({ item, json: { id, deleted: true } })));
		expect(bulk.org.records('Contact')).toEqual([]);
	});

	it('names the job when a job fails and the workflow is to stop', async () => {
		const bulk = await startBulk();
		const { outcomes } = await bulk.ingest({
			items: [{ Nonsense__c: 1 }],
			parameters: {
				operation: 'ingest',
				object: contact,
				bulkOperation: 'insert',
				source: 'items',
				fields: autoMap(),
				output: 'items',
			},
		});
		expect(outcomes).toMatchObject([
			{
				item: 0,
				error: { errorCode: 'UNPROCESSED', jobId: expect.stringMatching(/^750/) as string },
			},
		]);
	});
});

describe('bulkJob: ingest from a file', () => {
	const file =
		'\ufeffLastName;Email\r\n"Müller; ""A""";m@x.org\r\n;no@name.org\r\n"Two\r\nlines";\r\n';
	const parameters = {
		operation: 'ingest',
		object: contact,
		bulkOperation: 'insert',
		source: 'file',
		inputDataFieldName: 'data',
	};

	it('gives one item a row, all paired with the item that holds the file', async () => {
		const bulk = await startBulk();
		const options = { parameters: { ...parameters, output: 'items' } };
		const { outcomes } = await bulk.ingest({ ...options, onError: 'continueRegularOutput' }, file);
		expect(outcomes.map(summaryOf)).toEqual([
			[0, true],
			[0, 'REQUIRED_FIELD_MISSING'],
			[0, true],
		]);
		const names = bulk.org.records('Contact').map((row) => row.LastName);
		expect(names).toEqual(['Müller; "A"', 'Two\r\nlines']);
	});

	it('gives the three lists as files and the figures of the job', async () => {
		const bulk = await startBulk();
		const { outcomes } = await bulk.ingest(
			{ parameters: { ...parameters, output: 'files' } },
			file,
		);
		expect(outcomes).toMatchObject([
			{
				item: [0],
				json: { state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 1 },
				binary: {
					successful: { fileName: 'successful.csv', mimeType: 'text/csv' },
					failed: { fileName: 'failed.csv' },
					unprocessed: { fileName: 'unprocessed.csv' },
				},
			},
		]);
		expect(bulk.text('failed.csv')).toMatch(/^sf__Id;sf__Error;LastName;Email\n.*REQUIRED_FIELD/);
		expect(bulk.text('successful.csv').match(/"003\w+";"true"/g)).toHaveLength(2);
		expect(bulk.text('unprocessed.csv')).toBe('LastName;Email\n');
	});

	it('gives the job at once if nobody waits', async () => {
		const bulk = await startBulk({ bulkPace: { by: 'polls', queued: 9, perBatch: 0 } });
		const { outcomes } = await bulk.ingest({ parameters: { ...parameters, output: 'job' } }, file);
		expect(outcomes).toMatchObject([{ item: [0], json: { state: 'UploadComplete' } }]);
		expect(bulk.org.calls.filter(({ method }) => method === 'GET')).toEqual([]);
	});
});

describe('bulkJob: query', () => {
	it('gives rows as items: text, null for empty, parents nested', async () => {
		const bulk = await startBulk();
		const [account] = bulk.org.insert('Account', [{ Name: 'Acme' }]);
		bulk.org.insert('Contact', [{ LastName: "O'Neil", AccountId: account }]);
		const rows = await bulk.query({
			operation: 'query',
			query: 'SELECT LastName, Email, Account.Name FROM Contact WHERE LastName = :name',
			bindings: { values: [{ name: 'name', type: 'string', value: "O'Neil" }] },
			destination: 'items',
		});
		expect(rows).toEqual([
			{ json: { LastName: "O'Neil", Email: null, Account: { Name: 'Acme' } } },
		]);
	});

	it.each([
		['csv', 'Contact.csv', '"LastName"\n"a"\n"b"\n'],
		['jsonl', 'Contact.jsonl', '{"LastName":"a"}\n{"LastName":"b"}\n'],
	])('streams rows into a %s file', async (fileFormat, name, text) => {
		const bulk = await startBulk();
		bulk.org.insert('Contact', [{ LastName: 'a' }, { LastName: 'b' }]);
		const [row] = await bulk.query({
			operation: 'query',
			query: 'SELECT LastName FROM Contact ORDER BY LastName',
			destination: 'file',
			outputDataFieldName: 'rows',
			fileFormat,
		});
		expect(row).toMatchObject({
			json: { state: 'JobComplete' },
			binary: { rows: { fileName: name } },
		});
		expect(bulk.text(name)).toBe(text);
	});
});

describe('bulkJob: jobs', () => {
	it('gets, lists, reads, aborts and deletes jobs by their id', async () => {
		const bulk = await startBulk();
		const job = (parameters: IDataObject) =>
			runNode(bulk.contextFor({ parameters: { jobType: 'ingest', ...parameters } }));
		const file = 'LastName\nok\n';
		const parameters = {
			operation: 'ingest',
			object: contact,
			bulkOperation: 'insert',
			source: 'file',
			output: 'files',
		};
		const { outcomes } = await bulk.ingest({ parameters }, `${file}""\n`);
		const jobId = outcomes.flatMap((outcome) =>
			'json' in outcome ? [outcome.json.id as string] : [],
		)[0]!;

		expect(await job({ operation: 'get', jobId })).toMatchObject([
			{ json: { id: jobId, state: 'JobComplete' }, pairedItem: { item: 0 } },
		]);
		const filters = { state: ['JobComplete'], object: 'contact' };
		expect(await job({ operation: 'getAll', returnAll: true, filters })).toHaveLength(1);
		const none = { state: ['Failed'] };
		expect(await job({ operation: 'getAll', returnAll: true, filters: none })).toEqual([]);
		expect(await job({ operation: 'getResults', jobId, destination: 'items' })).toMatchObject([
			{ json: { success: true, created: true, row: { LastName: 'ok' } } },
			{ json: { success: false, errorCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] } },
		]);
		await expect(job({ operation: 'abort', jobId })).rejects.toThrow(/not allowed/);
		expect(await job({ operation: 'delete', jobId })).toMatchObject([
			{ json: { id: jobId, deleted: true } },
		]);
		await expect(job({ operation: 'get', jobId: 'nonsense' })).rejects.toThrow(
			/"nonsense" is not the ID of a job/,
		);
	});

	it('names a column that the object does not have, and says what to do', async () => {
		const bulk = await startBulk();
		const items = [{ LastName: 'ok', Shoe_Size__c: '43' }];
		const parameters = {
			operation: 'ingest',
			object: contact,
			bulkOperation: 'insert',
			fields: autoMap(),
		};
		const run = (options: IDataObject, onError?: 'continueRegularOutput') =>
			runNode(
				bulk.contextFor({
					items,
					parameters: { ...parameters, options },
					...(onError && { onError }),
				}),
			);
		const error = await run({}).catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({
			message: expect.stringContaining('Shoe_Size__c') as string,
			description: expect.stringContaining("no field 'Shoe_Size__c'") as string,
		});
		const [item] = await run({}, 'continueRegularOutput');
		expect(item!.json.details).toMatchObject({
			advice: expect.stringContaining("Leave Out for 'Unknown Fields'") as string,
		});
		const file = { ...parameters, source: 'file', output: 'files' };
		const csv = 'LastName,Shoe_Size__c\nok,43\n';
		const { outcomes } = await bulk.ingest({ parameters: file }, csv);
		expect(outcomes[0]).toMatchObject({
			error: {
				message: expect.stringMatching(
					/Field name not found : Shoe_Size__c\. No row was saved$/,
				) as string,
			},
		});
		expect(await run({ unknownFields: 'leaveOut' })).toMatchObject([{ json: { success: true } }]);
	});

	it.each([
		['nullClears', ['Old', null]],
		['clear', [null, null]],
		['keep', ['Old', 'Old']],
	])('does with empty values of items as %s says', async (emptyValues, expected) => {
		const bulk = await startBulk();
		const ids = bulk.org.insert('Contact', [
			{ LastName: 'A', Title: 'Old' },
			{ LastName: 'B', Title: 'Old' },
		]);
		await runNode(
			bulk.contextFor({
				items: [
					{ Id: ids[0]!, LastName: 'A', Title: '' },
					{ Id: ids[1]!, LastName: 'B', Title: null },
				],
				parameters: {
					operation: 'ingest',
					object: contact,
					bulkOperation: 'update',
					fields: autoMap('Id'),
					options: { emptyValues },
				},
			}),
		);
		const titles = ids.map((id) => bulk.org.records('Contact').find(({ Id }) => Id === id)!.Title);
		expect(titles.map((title) => title ?? null)).toEqual(expected);
	});

	it('lists jobs for the editor, newest first, and takes the chosen one', async () => {
		const bulk = await startBulk();
		const parameters = {
			operation: 'ingest',
			object: contact,
			bulkOperation: 'insert',
			source: 'file',
			output: 'job',
		};
		for (const name of ['first', 'second'])
			await bulk.ingest({ parameters }, `LastName\n${name}\n`);
		const editor = createEditorContext(bulk.org, {
			resource: 'bulkJob',
			operation: 'get',
			jobType: 'ingest',
		});
		const job = (more: IDataObject) =>
			runNode(bulk.contextFor({ parameters: { jobType: 'ingest', ...more } }));
		const { listSearch, loadOptions } = new Salesforce().methods;
		const { results } = await listSearch.searchJobs.call(editor, '');
		expect(results.length).toBeGreaterThanOrEqual(2);
		const all = await job({ operation: 'getAll', returnAll: true });
		const newest = all
			.map(({ json }) => json as { id: string; createdDate: string })
			.toSorted((a, b) => b.createdDate.localeCompare(a.createdDate))[0]!;
		expect(results[0]!.value).toBe(newest.id);
		expect(results[0]!.name).toMatch(
			/^Contact, insert, \w+, \d{4}-\d\d-\d\d [\d:]{8} UTC \(750\w+\)$/,
		);
		expect((await listSearch.searchJobs.call(editor, 'CONTACT, ins')).results).toHaveLength(
			results.length,
		);
		expect((await listSearch.searchJobs.call(editor, 'hardDelete')).results).toEqual([]);
		expect(await loadOptions.getIngestJobs.call(editor)).toEqual(results);
		const jobId = { __rl: true, mode: 'list', value: results[1]!.value };
		expect(await job({ operation: 'get', jobId })).toMatchObject([
			{ json: { id: results[1]!.value } },
		]);
	});

	it('orders jobs by their creation, however Salesforce lists them', async () => {
		const bulk = await startBulk();
		const job = (id: string, createdDate: string) => ({
			id: `750000000000${id}`,
			object: 'Contact',
			operation: 'insert',
			state: 'JobComplete',
			createdDate,
		});
		const records = [
			job('00A', '2026-01-02T00:00:00.000+0000'),
			job('00B', '2026-01-04T00:00:00.000+0000'),
			job('00C', '2026-01-03T00:00:00.000+0000'),
		];
		bulk.org.addFault({
			match: { path: 'jobs/ingest' },
			status: 200,
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ done: true, records, nextRecordsUrl: null }),
		});
		const editor = createEditorContext(bulk.org, { resource: 'bulkJob', jobType: 'ingest' });
		const { results } = await new Salesforce().methods.listSearch.searchJobs.call(editor);
		expect(results.map(({ value }) => String(value).at(-1))).toEqual(['B', 'C', 'A']);
	});

	it('gives the results of a query job that another tool made with a delimiter of its own', async () => {
		const bulk = await startBulk();
		bulk.org.insert('Contact', [{ LastName: 'semi;colon', FirstName: 'Jane' }]);
		const query = "SELECT LastName, FirstName FROM Contact WHERE LastName LIKE 'semi%'";
		const body = { operation: 'query', query, contentType: 'CSV', columnDelimiter: 'SEMICOLON' };
		const [created] = await runNode(
			bulk.contextFor({
				parameters: {
					resource: 'apiRequest',
					operation: 'send',
					method: 'POST',
					path: 'jobs/query',
					bodyType: 'json',
					body: JSON.stringify(body),
				},
			}),
		);
		const jobId = created!.json.id as string;
		const run = (operation: string, parameters: IDataObject = {}) =>
			runNode(
				bulk.contextFor({ parameters: { operation, jobType: 'query', jobId, ...parameters } }),
			);
		while ((await run('get'))[0]!.json.state !== 'JobComplete');
		const read = (parameters: IDataObject) => run('getResults', parameters);
		const row = { LastName: 'semi;colon', FirstName: 'Jane' };
		expect(await read({ destination: 'items' })).toMatchObject([{ json: row }]);
		await read({ destination: 'file', fileFormat: 'jsonl' });
		expect(JSON.parse(bulk.text('Contact.jsonl'))).toEqual(row);
	});
});
