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

/** Creates a job and looks at it until it is over; answers its path. */
async function run(query: string, options: Record<string, unknown> = {}): Promise<string> {
	const created = await call('POST', '/jobs/query', { operation: 'query', query, ...options });
	expect([created.status, created.body]).toEqual([200, created.body]);
	const path = `/jobs/query/${created.body.id}`;
	for (let poll = 0; poll < 50; poll++) {
		if ((await call('GET', path)).body.state === 'JobComplete') return path;
	}
	throw new Error('The job does not end');
}

function seed(count: number): string[] {
	const rows = Array.from({ length: count }, (_, row) => ({ LastName: `n${row}` }));
	return org.insert('Contact', rows);
}

describe('Bulk API 2.0 query', () => {
	it('starts by itself and answers with the recorded keys', async () => {
		seed(2);
		const created = await call('POST', '/jobs/query', {
			operation: 'query',
			query: 'SELECT Id FROM contact',
		});
		expect(created.status).toBe(200);
		expect(created.body).toEqual({
			id: expect.stringMatching(/^750\w{15}$/),
			operation: 'query',
			object: 'Contact',
			createdById: expect.stringMatching(/^005\w{15}$/),
			createdDate: expect.stringMatching(/\.000\+0000$/),
			systemModstamp: expect.stringMatching(/\.000\+0000$/),
			state: 'UploadComplete',
			concurrencyMode: 'Parallel',
			contentType: 'CSV',
			apiVersion: 67,
			lineEnding: 'LF',
			columnDelimiter: 'COMMA',
		});
		const { body } = await call('GET', `/jobs/query/${created.body.id}`);
		expect(body).toMatchObject({
			state: 'JobComplete',
			jobType: 'V2Query',
			numberRecordsProcessed: 2,
			retries: 0,
			isPkChunkingSupported: true,
		});
	});

	it('gives columns in the order of the SELECT list, parents, nulls and datetimes as CSV has them', async () => {
		const [account] = org.insert('Account', [{ Name: 'Say "hi"' }]);
		org.insert('Contact', [
			{ LastName: 'b', AccountId: account, CreatedDate: '2026-01-02T03:04:05Z', DoNotCall: true },
			{ LastName: 'a' },
		]);
		const path = await run(
			"SELECT LastName, Account.Name, DoNotCall, Phone FROM Contact WHERE LastName IN ('a', 'b') ORDER BY LastName DESC",
		);
		const page = await call('GET', `${path}/results`);
		expect(page.text).toBe(
			'"LastName","Account.Name","DoNotCall","Phone"\n"b","Say ""hi""","true",""\n"a","","false",""\n',
		);
		expect(page.headers.get('content-type')).toContain('text/csv');
		const dates = await run("SELECT CreatedDate FROM Contact WHERE LastName = 'b'");
		expect((await call('GET', `${dates}/results`)).text).toContain('"2026-01-02T03:04:05.000Z"');
	});

	it('hands out pages that a locator joins, each with the header, the last one saying null', async () => {
		const ids = seed(1234);
		const path = await run('SELECT Id FROM Contact');
		const found: string[] = [];
		let locator = '';
		const sizes: string[] = [];
		do {
			const next = locator && `&locator=${locator}`;
			const page = await call('GET', `${path}/results?maxRecords=500${next}`);
			const [header, ...rows] = page.text.trimEnd().split('\n');
			expect(header).toBe('"Id"');
			found.push(...rows.map((row) => row.slice(1, -1)));
			sizes.push(page.headers.get('sforce-numberofrecords') ?? '');
			locator = page.headers.get('sforce-locator') ?? '';
		} while (locator !== 'null' && sizes.length < 10);
		expect(sizes).toEqual(['500', '500', '234']);
		expect(found).toEqual(ids);
	});

	it('lists result pages to be fetched side by side', async () => {
		org.setPolicy({ bulkResultPageSize: 10 });
		seed(75);
		const path = await run('SELECT Id FROM Contact');
		const first = (await call('GET', `${path}/resultPages`)).body;
		expect([first.resultPages.length, first.done]).toEqual([5, false]);
		const second = (await call('GET', first.nextRecordsUrl as string)).body;
		expect([second.resultPages.length, second.done, second.nextRecordsUrl]).toEqual([
			3,
			true,
			null,
		]);
		const pages = [...first.resultPages, ...second.resultPages] as { resultUrl: string }[];
		const replies = await Promise.all(pages.map(({ resultUrl }) => call('GET', resultUrl)));
		const rows = replies.flatMap(({ text }) => text.trimEnd().split('\n').slice(1));
		expect(new Set(rows).size).toBe(75);
	});

	it('answers a header alone where nothing is found', async () => {
		const path = await run("SELECT Id, Name FROM Contact WHERE LastName = 'nobody'");
		const page = await call('GET', `${path}/results`);
		expect(page.text).toBe('"Id","Name"\n');
		expect(page.headers.get('sforce-locator')).toBe('null');
		expect(page.headers.get('sforce-numberofrecords')).toBe('0');
	});

	it('sees deleted rows with queryAll only', async () => {
		const ids = seed(2);
		org.delete('Contact', ids.slice(0, 1));
		const query = 'SELECT Id FROM Contact';
		const count = async (path: string) =>
			(await call('GET', `${path}/results`)).headers.get('sforce-numberofrecords');
		expect(await count(await run(query))).toBe('1');
		expect(await count(await run(query, { operation: 'queryAll' }))).toBe('2');
	});

	it('keeps results to the version of the job', async () => {
		const path = await run('SELECT Id FROM Contact');
		const other = await call('GET', `/services/data/v66.0${path}/results`);
		expect(other.status).toBe(409);
	});

	it('refuses what Bulk queries can not do, with the words of Salesforce if they are known', async () => {
		for (const [query, errorCode, message] of [
			['SELECT Id, (SELECT Id FROM Contacts) FROM Account', 'API_ERROR', 'Aggregate Relationships'],
			['SELECT COUNT() FROM Account', 'API_ERROR', ''],
			['SELECT Name, COUNT(Id) FROM Account GROUP BY Name', 'API_ERROR', ''],
			['SELECT Id FROM Account OFFSET 5', 'API_ERROR', 'Offset'],
			['SELECT FIELDS(ALL) FROM Account LIMIT 200', 'API_ERROR', 'FIELDS'],
			[
				'SELECT BillingAddress FROM Account',
				'API_ERROR',
				'Selecting compound data not supported in Bulk Query',
			],
			['SELECT Id FRM Account', 'MALFORMED_QUERY', ''],
			['SELECT Foo__c FROM Account', 'INVALID_FIELD', "No such column 'Foo__c'"],
			['SELECT Id FROM Nothing__c', 'INVALID_TYPE', 'Nothing__c'],
		] as const) {
			const { status, body } = await call('POST', '/jobs/query', { operation: 'query', query });
			expect([status, body[0].errorCode]).toEqual([400, errorCode]);
			expect(body[0].message).toContain(message);
		}
	});

	it('waits for its turn, can be aborted, and is deleted only when it is over', async () => {
		org.setPolicy({ bulkPace: { by: 'milliseconds', queued: 5000, perBatch: 0 } });
		const body = { operation: 'query', query: 'SELECT Id FROM Contact' };
		const { id } = (await call('POST', '/jobs/query', body)).body;
		const path = `/jobs/query/${id}`;
		expect((await call('GET', path)).body.state).toBe('UploadComplete');
		expect((await call('GET', `${path}/results`)).status).toBe(400);
		expect((await call('DELETE', path)).body).toMatchObject([
			{ errorCode: 'API_ERROR', message: expect.stringContaining('job is not terminated') },
		]);
		expect((await call('PATCH', path, { state: 'Aborted' })).body.state).toBe('Aborted');
		org.advance(10_000);
		expect((await call('GET', path)).body.state).toBe('Aborted');
		expect((await call('DELETE', path)).status).toBe(204);
		expect((await call('GET', path)).status).toBe(404);
	});

	it('lists its jobs apart from the ingest jobs', async () => {
		await run('SELECT Id FROM Contact');
		await call('POST', '/jobs/ingest', { object: 'Contact', operation: 'insert' });
		const { records } = (await call('GET', '/jobs/query')).body;
		expect(records).toMatchObject([{ jobType: 'V2Query' }]);
		expect(records).toHaveLength(1);
	});

	it('makes the rows of a virtual object as they are read', async () => {
		let made = 0;
		org.setVirtualRows('UpsertTable__c', function* () {
			for (let row = 0; ; row++) {
				made++;
				yield { Id: `a00${String(row).padStart(12, '0')}AAA`, Name: `row ${row}` };
			}
		});
		const path = await run('SELECT Id, Name FROM UpsertTable__c LIMIT 30000');
		const page = await call('GET', `${path}/results`);
		expect(page.headers.get('sforce-numberofrecords')).toBe('30000');
		expect(page.text.trimEnd().split('\n').at(-1)).toContain('"row 29999"');
		expect(made).toBeLessThan(30_010);
	});
});
