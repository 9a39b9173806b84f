import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../../emulator';
import { type Call, callOrg } from '../callOrg';

let org: Awaited<ReturnType<typeof startOrg>>;
let call: Call;
let reports: { id: string; name: string; url: string }[];

beforeEach(async () => {
	org = await startOrg();
	call = callOrg(org);
	const [account] = org.insert('Account', [{ Name: 'Acme' }]);
	const deal = (Name: string, StageName: string, Amount: number | null) => ({
		Name,
		StageName,
		Amount,
		CloseDate: '2026-12-31',
		AccountId: account,
	});
	org.insert('Opportunity', [
		deal('one', 'Prospecting', 100),
		deal('two', 'Closed Won', 50.5),
		deal('three', 'Prospecting', null),
	]);
	reports = (await call('GET', '/analytics/reports')).body as typeof reports;
});
afterEach(() => org.close());

const urlOf = (name: string) => reports.find((report) => report.name === name)?.url ?? '';

describe('reports', () => {
	it('list rows in T!T, with their sums', async () => {
		const { status, body } = await call('GET', `${urlOf('All Opportunities')}?includeDetails=true`);
		expect(status).toBe(200);
		const { rows, aggregates } = body.factMap['T!T'];
		expect(rows[0].dataCells).toEqual([
			{ label: 'one', value: expect.stringMatching(/^006/) },
			{ label: 'Acme', value: expect.stringMatching(/^001/) },
			{ label: 'Prospecting', value: 'Prospecting' },
			{ label: '$100.00', value: { amount: 100, currency: 'USD' } },
			{ label: '12/31/2026', value: '2026-12-31' },
		]);
		expect(rows[2].dataCells[3]).toEqual({ label: '-', value: null });
		expect(aggregates).toEqual([
			{ label: '$150.50', value: 150.5 },
			{ label: '3', value: 3 },
		]);
		expect(body.reportMetadata).toMatchObject({
			reportFormat: 'TABULAR',
			aggregates: ['s!AMOUNT', 'RowCount'],
		});
		expect(body.allData).toBe(true);
	});

	it('group a summary, each group under its key', async () => {
		const { body } = await call('GET', `${urlOf('Opportunities by Stage')}?includeDetails=true`);
		expect(body.groupingsDown.groupings).toMatchObject([
			{ key: '0', label: 'Closed Won' },
			{ key: '1', label: 'Prospecting' },
		]);
		expect(body.factMap['0!T'].aggregates).toEqual([
			{ label: '$50.50', value: 50.5 },
			{ label: '1', value: 1 },
		]);
		expect(body.factMap['1!T'].rows).toHaveLength(2);
		expect(body.factMap['T!T']).toEqual({
			aggregates: [
				{ label: '$150.50', value: 150.5 },
				{ label: '3', value: 3 },
			],
			rows: [],
		});
	});

	it('leave rows out without details', async () => {
		const { body } = await call('GET', urlOf('All Opportunities'));
		expect(body.factMap['T!T']).not.toHaveProperty('rows');
		expect(body.hasDetailRows).toBe(false);
	});

	it('run with the filters of this run', async () => {
		const run = (reportFilters: unknown) =>
			call('POST', urlOf('All Opportunities'), { reportMetadata: { reportFilters } });
		const stage = { column: 'STAGE_NAME', operator: 'equals', value: 'Prospecting' };
		const amount = { column: 'AMOUNT', operator: 'greaterThan', value: '60' };
		expect((await run([stage])).body.factMap['T!T'].aggregates[1].value).toBe(2);
		expect((await run([stage, amount])).body.factMap['T!T'].aggregates[1].value).toBe(1);
		expect(
			(await run([{ ...stage, value: "x' OR Name != '" }])).body.factMap['T!T'].aggregates[1].value,
		).toBe(0);
		expect((await run([{ ...stage, operator: 'sounds' }])).status).toBe(400);
		expect((await run([{ ...amount, value: '1 OR Id != null' }])).status).toBe(400);
		expect((await run({})).status).toBe(400);
	});

	it('run to be fetched later', async () => {
		const url = urlOf('All Opportunities');
		const started = await call('POST', `${url}/instances?includeDetails=true`, {});
		expect(started.body).toMatchObject({ id: expect.stringMatching(/^0LG/), status: 'New' });
		const look = async () =>
			(await call('GET', started.body.url as string)).body as Record<
				string,
				ReturnType<typeof JSON.parse>
			>;
		const running = await look();
		expect(running.attributes).toMatchObject({ status: 'Running', completionDate: null });
		expect(running).not.toHaveProperty('factMap');
		expect((await call('DELETE', started.body.url as string)).status).toBe(400);
		const done = await look();
		expect(done.attributes.status).toBe('Success');
		expect(done.factMap['T!T'].rows).toHaveLength(3);
		expect((await call('GET', `${url}/instances`)).body).toMatchObject([{ status: 'Success' }]);
		org.advance(24 * 60 * 60 * 1000);
		// The session of before is over by then.
		const later = callOrg(org);
		expect((await later('GET', started.body.url as string)).status).toBe(404);
	});

	it('end as Error if they run so', async () => {
		org.setPolicy({ reportError: 'Too many rows', reportLooks: 0 });
		const url = `${urlOf('All Opportunities')}/instances`;
		const started = await call('POST', url, {});
		expect((await call('GET', started.body.url as string)).body.attributes).toMatchObject({
			status: 'Error',
			statusMessage: 'Too many rows',
		});
		expect((await call('DELETE', started.body.url as string)).status).toBe(204);
		expect((await call('GET', url)).body).toEqual([]);
	});

	it('show 2,000 rows in all, and count the others', async () => {
		org.setPolicy({ reportMaxRows: 2 });
		const url = urlOf('Opportunities by Stage');
		const { body } = await call('GET', `${url}?includeDetails=true`);
		expect(body.allData).toBe(false);
		expect(body.factMap['0!T'].rows).toHaveLength(1);
		expect(body.factMap['1!T'].rows).toHaveLength(1);
		expect(body.factMap['T!T'].aggregates[1].value).toBe(3);
	});

	it('run 500 times an hour', async () => {
		org.setPolicy({ reportRunsPerHour: 2 });
		const url = urlOf('All Opportunities');
		const run = async () => (await call('GET', url)).status;
		expect([await run(), await run(), await run()]).toEqual([200, 200, 403]);
		org.advance(60 * 60 * 1000);
		expect(await run()).toBe(200);
	});

	it('join filters by logic, and read commas as OR, quotes as text, nothing as blank', async () => {
		const count = async (reportFilters: unknown, reportBooleanFilter?: string) => {
			const reportMetadata = { reportFilters, reportBooleanFilter };
			const { body } = await call('POST', urlOf('All Opportunities'), { reportMetadata });
			return (body.factMap?.['T!T'].aggregates[1].value ?? body[0].specificErrorCode) as number;
		};
		const filter = (column: string, operator: string, value: string) => ({
			...{ column, operator, value },
		});
		const [one, two] = [
			filter('OPPORTUNITY_NAME', 'equals', 'ONE'),
			filter('OPPORTUNITY_NAME', 'equals', 'two'),
		];
		expect(await count([one, two])).toBe(0);
		expect(await count([one, two], '1 OR 2')).toBe(2);
		expect(await count([one, two], 'NOT (1 OR 2)')).toBe(1);
		expect(await count([one, two], '1 OR 3')).toBe(110);
		expect(await count([filter('OPPORTUNITY_NAME', 'equals', 'one, two')])).toBe(2);
		expect(await count([filter('OPPORTUNITY_NAME', 'equals', '"one, two"')])).toBe(0);
		expect(await count([filter('AMOUNT', 'equals', '')])).toBe(1);
		expect(await count([filter('AMOUNT', 'lessOrEqual', '100')])).toBe(2);
		expect(await count([filter('CLOSE_DATE', 'greaterThan', '2026-12-30')])).toBe(3);
		expect(await count([filter('CREATED_DATE', 'lessThan', '2020-01-01T00:00:00Z')])).toBe(0);
		expect(await count([filter('NOBODY', 'equals', 'x')])).toBe(105);
		expect(await count(Array(21).fill(one))).toBe(106);
	});

	it('cross groups in a matrix, and refuse a column that is group and detail', async () => {
		const id = org.addReport({
			name: 'Matrix',
			developerName: 'Matrix',
			format: 'MATRIX',
			object: 'Opportunity',
			columns: [
				{ name: 'NAME', label: 'Name', path: 'Name', dataType: 'string' },
				{ name: 'STAGE', label: 'Stage', path: 'StageName', dataType: 'picklist' },
				{ name: 'DATE', label: 'Date', path: 'CloseDate', dataType: 'date' },
				{ name: 'AMOUNT', label: 'Amount', path: 'Amount', dataType: 'currency' },
			],
			detailColumns: ['NAME'],
			groupingsDown: ['STAGE'],
			groupingsAcross: ['DATE'],
			aggregates: ['a!AMOUNT', 'mx!AMOUNT', 'RowCount'],
		});
		const { body } = await call('GET', `/analytics/reports/${id}?includeDetails=true`);
		expect(Object.keys(body.factMap as object)).toEqual(['T!T', 'T!0', '0!T', '0!0', '1!T', '1!0']);
		expect(body.factMap['1!0'].rows).toHaveLength(2);
		expect(body.factMap['1!0'].aggregates).toMatchObject([
			{ value: 100 },
			{ value: 100 },
			{ value: 2 },
		]);
		const twice = { reportMetadata: { detailColumns: ['NAME', 'STAGE'] } };
		const refused = await call('POST', `/analytics/reports/${id}`, twice);
		expect([refused.status, refused.body[0].specificErrorCode]).toEqual([400, 113]);
	});

	it('come as a workbook if the client wants one', async () => {
		const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
		const { status, headers, text } = await call('GET', urlOf('All Opportunities'), undefined, {
			accept: type,
		});
		expect([status, headers.get('content-type')]).toEqual([200, type]);
		expect(text.startsWith('PK')).toBe(true);
		expect(text).toContain('Opportunity Name');
	});

	it('are records that SOQL finds, with their folder', async () => {
		const q = encodeURIComponent("SELECT Name, FolderName FROM Report WHERE Name LIKE '%Stage%'");
		const { body } = await call('GET', `/query?q=${q}`);
		expect(body.records).toMatchObject([
			{ Name: 'Opportunities by Stage', FolderName: 'Public Reports' },
		]);
	});

	it('are described, and not found when unknown', async () => {
		const { body } = await call('GET', `${urlOf('All Opportunities')}/describe`);
		expect(body.reportMetadata.detailColumns).toContain('OPPORTUNITY_NAME');
		const { categories, dataTypeFilterOperatorMap } = body.reportTypeMetadata;
		expect(categories[0].columns.AMOUNT).toMatchObject({ filterable: true, dataType: 'currency' });
		expect(dataTypeFilterOperatorMap.currency[0]).toEqual({ label: 'equals', name: 'equals' });
		expect((await call('GET', '/analytics/reports/00O000000000000AAA')).status).toBe(404);
	});
});
