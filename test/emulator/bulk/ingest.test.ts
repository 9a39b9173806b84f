import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../../emulator';
import { type Call, callOrg } from '../callOrg';

let org: Awaited<ReturnType<typeof startOrg>>;
let call: Call;

beforeEach(async () => {
	org = await startOrg();
	call = callOrg(org);
});
afterEach(() => org.close());

interface Job {
	object?: string;
	operation?: string;
	[key: string]: unknown;
}

async function create(job: Job): Promise<string> {
	const { status, body } = await call('POST', '/jobs/ingest', { object: 'Contact', ...job });
	expect([status, body]).toEqual([200, body]);
	return `/jobs/ingest/${body.id}`;
}

/** Creates, uploads, closes and looks until the job is over. */
async function load(job: Job, csv: string) {
	const path = await create(job);
	expect((await call('PUT', `${path}/batches`, csv)).status).toBe(201);
	await call('PATCH', path, { state: 'UploadComplete' });
	let info = await call('GET', path);
	for (let poll = 0; poll < 50 && isAtWork(info.body as { state: string }); poll++) {
		info = await call('GET', path);
	}
	const rows = async (list: string) => (await call('GET', `${path}/${list}`)).text;
	return {
		info: info.body,
		path,
		successful: await rows('successfulResults'),
		failed: await rows('failedResults'),
		unprocessed: await rows('unprocessedrecords'),
	};
}

const isAtWork = ({ state }: { state: string }) => /InProgress|Upload/.test(state);
const lines = (csv: string) => csv.trimEnd().split('\n').slice(1);

describe('Bulk API 2.0 ingest: a job and its states', () => {
	it('goes the whole way, each answer with the recorded keys', async () => {
		const created = await call('POST', '/jobs/ingest', { object: 'contact', operation: 'insert' });
		const { id } = created.body;
		expect(created.status).toBe(200);
		expect(created.body).toEqual({
			id: expect.stringMatching(/^750\w{15}$/),
			operation: 'insert',
			object: 'Contact',
			createdById: expect.stringMatching(/^005\w{15}$/),
			createdDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/),
			systemModstamp: created.body.createdDate,
			state: 'Open',
			concurrencyMode: 'Parallel',
			contentType: 'CSV',
			apiVersion: 67,
			contentUrl: `services/data/v67.0/jobs/ingest/${id}/batches`,
			lineEnding: 'LF',
			columnDelimiter: 'COMMA',
		});
		const put = await call('PUT', `/jobs/ingest/${id}/batches`, 'LastName\nSmith\n');
		expect([put.status, put.text]).toEqual([201, '']);
		const closed = await call('PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' });
		expect(closed.status).toBe(200);
		expect(Object.keys(closed.body as object)).toEqual([
			...['id', 'operation', 'object', 'createdById', 'createdDate', 'systemModstamp', 'state'],
			...['concurrencyMode', 'contentType', 'apiVersion'],
		]);
		expect(closed.body.state).toBe('UploadComplete');
		const done = await call('GET', `/jobs/ingest/${id}`);
		expect(done.body).toMatchObject({
			state: 'JobComplete',
			jobType: 'V2Ingest',
			numberRecordsProcessed: 1,
			numberRecordsFailed: 0,
			retries: 0,
			apexProcessingTime: 0,
		});
		expect(done.body).not.toHaveProperty('contentUrl');
		expect(done.body).not.toHaveProperty('errorMessage');
	});

	it('waits and works by polls if the policy says so', async () => {
		org.setPolicy({ bulkPace: { by: 'polls', queued: 2, perBatch: 1 }, bulkBatchSize: 2 });
		const path = await create({ operation: 'insert' });
		await call('PUT', `${path}/batches`, 'LastName\na\nb\nc\n');
		await call('PATCH', path, { state: 'UploadComplete' });
		const seen: unknown[] = [];
		for (let poll = 0; poll < 4; poll++) {
			const { body } = await call('GET', path);
			seen.push([body.state, body.numberRecordsProcessed]);
		}
		expect(seen).toEqual([
			['UploadComplete', 0],
			['InProgress', 0],
			['InProgress', 2],
			['JobComplete', 3],
		]);
	});

	it('keeps what an aborted job saved, and lists the rest as unprocessed', async () => {
		org.setPolicy({ bulkPace: { by: 'polls', queued: 0, perBatch: 1 }, bulkBatchSize: 2 });
		const path = await create({ operation: 'insert' });
		await call('PUT', `${path}/batches`, 'LastName\naborted-a\naborted-b\naborted-c\n');
		await call('PATCH', path, { state: 'UploadComplete' });
		await call('GET', path);
		const aborted = await call('PATCH', path, { state: 'Aborted' });
		expect([aborted.status, aborted.body.state]).toEqual([200, 'Aborted']);
		expect(lines((await call('GET', `${path}/successfulResults`)).text)).toHaveLength(2);
		expect((await call('GET', `${path}/unprocessedrecords`)).text).toBe('LastName\n"aborted-c"\n');
		const names = org.records('Contact').map(({ LastName }) => LastName);
		expect(names).toEqual(expect.arrayContaining(['aborted-a', 'aborted-b']));
		expect(names).not.toContain('aborted-c');
	});

	it('refuses what the state forbids', async () => {
		const path = await create({ operation: 'insert' });
		expect(await call('DELETE', path)).toMatchObject({
			status: 400,
			body: [{ errorCode: 'API_ERROR' }],
		});
		expect(await call('GET', `${path}/successfulResults`)).toMatchObject({
			status: 400,
			body: [{ errorCode: 'INVALIDJOBSTATE' }],
		});
		await call('PUT', `${path}/batches`, 'LastName\nSmith\n');
		expect(await call('PUT', `${path}/batches`, 'LastName\nMore\n')).toMatchObject({
			status: 400,
			body: [
				{ errorCode: 'INVALIDJOB', message: expect.stringContaining('Found multiple contents') },
			],
		});
		await call('PATCH', path, { state: 'UploadComplete' });
		await call('GET', path);
		expect(await call('PATCH', path, { state: 'Aborted' })).toMatchObject({
			status: 400,
			body: [
				{ errorCode: 'INVALIDJOBSTATE', message: 'Aborting already Completed Job not allowed' },
			],
		});
		expect((await call('PATCH', path, { state: 'UploadComplete' })).status).toBe(400);
		expect((await call('PUT', `${path}/batches`, 'LastName\nLate\n')).status).toBe(400);
		expect((await call('DELETE', path)).status).toBe(204);
		expect((await call('GET', path)).status).toBe(404);
	});

	it('refuses jobs that could never run', async () => {
		for (const [job, errorCode] of [
			[{ object: 'Nothing__c', operation: 'insert' }, 'INVALIDJOB'],
			[{ object: 'Contact', operation: 'upsert' }, 'INVALIDJOB'],
			[{ object: 'Contact', operation: 'merge' }, 'JSON_PARSER_ERROR'],
			[{ object: 'Contact', operation: 'insert', columnDelimiter: 'DOT' }, 'JSON_PARSER_ERROR'],
			[{ object: 'Contact', operation: 'insert', contentType: 'XML' }, 'JSON_PARSER_ERROR'],
			[{ object: 'Contact', operation: 'insert', colour: 'red' }, 'JSON_PARSER_ERROR'],
			[[], 'JSON_PARSER_ERROR'],
		] as const) {
			const { status, body } = await call('POST', '/jobs/ingest', job);
			expect([status, body[0].errorCode]).toEqual([400, errorCode]);
		}
		org.setPolicy({ bulkHardDelete: false });
		const hard = await call('POST', '/jobs/ingest', { object: 'Contact', operation: 'hardDelete' });
		expect(hard).toMatchObject({ status: 400, body: [{ errorCode: 'FEATURENOTENABLED' }] });
	});

	it('takes job and content in one multipart request, which starts by itself', async () => {
		const body = [
			'--B',
			'Content-Type: application/json',
			'Content-Disposition: form-data; name="job"',
			'',
			'{"object":"Contact","contentType":"CSV","operation":"insert"}',
			'--B',
			'Content-Type: text/csv',
			'Content-Disposition: form-data; name="content"; filename="content"',
			'',
			'LastName\nOneshot\n',
			'--B--',
			'',
		].join('\r\n');
		const headers = { 'content-type': 'multipart/form-data; boundary=B' };
		const created = await call('POST', '/jobs/ingest', body, headers);
		expect([created.status, created.body.state]).toEqual([200, 'UploadComplete']);
		const { body: info } = await call('GET', `/jobs/ingest/${created.body.id}`);
		expect(info).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 1 });
		org.setPolicy({ bulkMaxMultipartCharacters: 10 });
		expect((await call('POST', '/jobs/ingest', body, headers)).status).toBe(400);
	});

	it('lists its jobs page by page', async () => {
		org.setPolicy({ bulkListPageSize: 2 });
		for (const object of ['Contact', 'Account', 'Lead'])
			await create({ object, operation: 'insert' });
		const first = (await call('GET', '/jobs/ingest')).body;
		expect([first.done, first.records.length]).toEqual([false, 2]);
		const second = (await call('GET', first.nextRecordsUrl as string)).body;
		expect([second.done, second.nextRecordsUrl]).toEqual([true, null]);
		const jobs = [...first.records, ...second.records] as { object: string }[];
		expect(jobs.map(({ object }) => object)).toEqual(['Contact', 'Account', 'Lead']);
	});

	it('refuses an upload that is too large, or no CSV', async () => {
		org.setPolicy({ bulkMaxUploadBytes: 20 });
		const path = await create({ operation: 'insert' });
		const json = { 'content-type': 'application/json' };
		expect((await call('PUT', `${path}/batches`, 'LastName\na\n', json)).status).toBe(415);
		expect((await call('PUT', `${path}/batches`, `LastName\n${'a'.repeat(50)}\n`)).status).toBe(
			400,
		);
	});
});

describe('Bulk API 2.0 ingest: rows', () => {
	it('saves good rows, says why the others failed, and completes', async () => {
		const { info, successful, failed, unprocessed } = await load(
			{ operation: 'insert' },
			'LastName,Email\nGood,good@example.com\n,no@example.com\nBad,nonsense\n',
		);
		expect(info).toMatchObject({
			state: 'JobComplete',
			numberRecordsProcessed: 3,
			numberRecordsFailed: 2,
		});
		expect(successful).toMatch(
			/^"sf__Id","sf__Created",LastName,Email\n"003\w{15}","true","Good","good@example.com"\n$/,
		);
		expect(failed).toBe(
			'"sf__Id","sf__Error",LastName,Email\n' +
				'"","REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --","","no@example.com"\n' +
				'"","INVALID_EMAIL_ADDRESS:Email: invalid email address: nonsense:Email --","Bad","nonsense"\n',
		);
		expect(unprocessed).toBe('LastName,Email\n');
	});

	it('fails the row whose cell is of the wrong type, in the recorded words', async () => {
		const { failed } = await load(
			{ operation: 'insert' },
			'LastName,Birthdate\nSmith,2003-04-987654321987654321\n',
		);
		expect(lines(failed)[0]).toContain(
			"INVALID_FIELD:Failed to deserialize field at col 1. Due to, '2003-04-987654321987654321' is not a valid value for the type xsd:date:Birthdate --",
		);
	});

	it('ends as Failed for a column that is not a field, and saves nothing', async () => {
		const { info, successful, unprocessed } = await load(
			{ operation: 'insert' },
			'LastName,Foo\nGhost,1\n',
		);
		expect(info).toMatchObject({
			state: 'Failed',
			errorMessage: 'InvalidBatch : Field name not found : Foo',
			numberRecordsProcessed: 0,
			numberRecordsFailed: 0,
		});
		expect(lines(successful)).toEqual([]);
		expect(unprocessed).toBe('LastName,Foo\nGhost,1\n');
		expect(org.records('Contact').filter(({ LastName }) => LastName === 'Ghost')).toEqual([]);
	});

	it('ends as Failed for the other line ending', async () => {
		const { info } = await load({ operation: 'insert' }, 'LastName\r\nSmith\r\n');
		expect(info.state).toBe('Failed');
		expect(info.errorMessage).toBe(
			'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
		);
		const windows = await load(
			{ operation: 'insert', lineEnding: 'CRLF' },
			'LastName\r\nSmith\r\n',
		);
		expect(windows.info.state).toBe('JobComplete');
	});

	it.each(['', 'LastName\n'])('completes an upload without rows: %j', async (csv) => {
		const { info, successful, failed } = await load({ operation: 'insert' }, csv);
		expect(info).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 0 });
		expect([lines(successful), lines(failed)]).toEqual([[], []]);
	});

	it('takes field names in any case, and other delimiters', async () => {
		const { successful } = await load(
			{ operation: 'insert', columnDelimiter: 'PIPE' },
			'lastname|FIRSTNAME\nSmith|"J|o"\n',
		);
		expect(successful).toMatch(/"sf__Id"\|"sf__Created"\|lastname\|FIRSTNAME\n.*"Smith"\|"J\|o"\n/);
	});

	it('leaves fields alone if the cell is empty, and clears them for #N/A', async () => {
		const [id] = org.insert('Contact', [{ LastName: 'Old', Phone: '1', Title: 'CEO' }]);
		const { successful, info } = await load(
			{ operation: 'update' },
			`Id,Phone,Title,LastName\n${id},,#N/A,New\n`,
		);
		expect(info.numberRecordsFailed).toBe(0);
		expect(lines(successful)).toEqual([`"${id}","false","${id}","","#N/A","New"`]);
		const row = org.records('Contact').find(({ Id }) => Id === id);
		expect(row).toMatchObject({ LastName: 'New', Phone: '1' });
		expect(row?.Title ?? null).toBeNull();
	});

	it('fails updates and deletes of rows that are not there, and rows without id', async () => {
		const { failed } = await load({ operation: 'update' }, 'Id,Phone\n003000000000000AAA,1\n,2\n');
		expect(lines(failed)[0]).toContain('INVALID_CROSS_REFERENCE_KEY');
		expect(lines(failed)[1]).toContain('MISSING_ARGUMENT:Id not specified in an update call:--');
	});

	it('deletes into the recycle bin, hard deletes past it', async () => {
		const [one, two] = org.insert('Contact', [{ LastName: 'One' }, { LastName: 'Two' }]);
		const soft = await load({ operation: 'delete' }, `Id\n${one}\n`);
		expect(lines(soft.successful)).toEqual([`"${one}","false","${one}"`]);
		await load({ operation: 'hardDelete' }, `Id\n${two}\n`);
		const left = org
			.records('Contact', { includeDeleted: true })
			.filter(({ Id }) => Id === one || Id === two);
		expect(left.map(({ Id, IsDeleted }) => [Id, IsDeleted])).toEqual([[one, true]]);
	});

	it('upserts by external id: creates, updates, refuses what is ambiguous', async () => {
		org.insert('UpsertTable__c', [
			{ Name: 'a', ExtId__c: 'one' },
			{ Name: 'b', ExtId__c: 'two' },
			{ Name: 'c', ExtId__c: 'two' },
		]);
		const { successful, failed } = await load(
			{ object: 'UpsertTable__c', operation: 'upsert', externalIdFieldName: 'ExtId__c' },
			'ExtId__c,Name\none,changed\nnew,created\ntwo,which\nnew2,x\nNEW2,y\n,z\n',
		);
		expect(lines(successful).map((line) => line.split(',').slice(1).join())).toEqual([
			'"false","one","changed"',
			'"true","new","created"',
		]);
		expect(lines(failed).map((line) => line.split(':')[0])).toEqual([
			'"","DUPLICATE_EXTERNAL_ID',
			'"","DUPLICATE_VALUE',
			'"","DUPLICATE_VALUE',
			'"","MISSING_ARGUMENT',
		]);
	});

	it('upserts by Id, where a row without one is created', async () => {
		const [id] = org.insert('Contact', [{ LastName: 'Old' }]);
		const { successful } = await load(
			{ operation: 'upsert', externalIdFieldName: 'Id' },
			`Id,LastName\n${id},New\n,Fresh\n`,
		);
		const [first, second] = lines(successful);
		expect(first).toBe(`"${id}","false","${id}","New"`);
		expect(second).toMatch(/^"003\w{15}","true","","Fresh"$/);
	});

	it("finds parents by a column like Account's external id", async () => {
		const [id] = org.insert('Account', [{ Name: 'Parent', External_Id__c: 'P-1' }]);
		const { failed } = await load(
			{ operation: 'insert' },
			'LastName,Account.External_Id__c\nChild,P-1\nOrphan,P-9\n',
		);
		expect(org.records('Contact').find(({ LastName }) => LastName === 'Child')).toMatchObject({
			AccountId: id,
		});
		expect(lines(failed)[0]).toMatch(
			/INVALID_FIELD:Foreign key external ID: p-9 not found for field External_Id__c in entity Account:/,
		);
	});

	it('takes more than one batch, and gives results in another order when told to', async () => {
		org.setPolicy({ bulkBatchSize: 50, bulkShuffleSeed: 7 });
		const names = Array.from({ length: 120 }, (_, row) => `n${row}`);
		const { info, successful } = await load(
			{ operation: 'insert' },
			`LastName\n${names.join('\n')}\n`,
		);
		expect(info.numberRecordsProcessed).toBe(120);
		const order = lines(successful).map((line) => line.split('"')[5]);
		expect(order).not.toEqual(names);
		expect(new Set(order)).toEqual(new Set(names));
	});

	it('keeps nothing but ids if the policy discards rows', async () => {
		org.setPolicy({ bulkDiscardsRows: true });
		const before = org.records('Contact').length;
		const { info, successful } = await load({ operation: 'insert' }, 'LastName\na\nb\n');
		expect(info.numberRecordsProcessed).toBe(2);
		expect(lines(successful)).toHaveLength(2);
		expect(org.records('Contact')).toHaveLength(before);
	});
});
