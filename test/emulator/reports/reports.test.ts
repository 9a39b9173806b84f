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
			{ label: 'one', value: 'one' },
			{ label: 'Acme', value: 'Acme' },
			{ label: 'Prospecting', value: 'Prospecting' },
			{ label: '$100.00', value: 100 },
			{ label: '2026-12-31', value: '2026-12-31' },
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
		const { body } = await call('GET', started.body.url as string);
		expect(body.attributes.status).toBe('Success');
		expect(body.factMap['T!T'].rows).toHaveLength(3);
		expect((await call('GET', `${url}/instances`)).body).toHaveLength(1);
	});

	it('are described, and not found when unknown', async () => {
		const { body } = await call('GET', `${urlOf('All Opportunities')}/describe`);
		expect(body.reportMetadata.detailColumns).toContain('OPPORTUNITY_NAME');
		expect((await call('GET', '/analytics/reports/00O000000000000AAA')).status).toBe(404);
	});
});
