import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { listSearch, loadOptions } from '../../../nodes/shared/lists';
import { createQuickTiming } from '../../createQuickTiming';
import { type ContextOptions, createContext, createEditorContext } from '../createContext';
import { runRouter } from '../runNode';

let org: Org;
let reportId: string;
let byStage: string;
let deals: string[];
let account: string;
beforeEach(async () => {
	org = await startOrg();
	[account = ''] = org.insert('Account', [{ Name: 'Acme' }]);
	deals = org.insert('Opportunity', [deal(1, 'Prospecting', 100), deal(2, 'Closed Won', 50.5)]);
	const ids = org.records('Report').map(({ Id }) => String(Id));
	[reportId = '', byStage = ''] = ids;
});
afterEach(() => org.close());

const deal = (n: number, StageName: string, Amount: number | null = n) => ({
	...{ Name: `Deal ${String(n).padStart(5, '0')}`, StageName, Amount, AccountId: account },
	CloseDate: '2026-12-31',
});

const silent = () => undefined;

async function runReport(parameters: IDataObject, rest: Omit<ContextOptions, 'parameters'> = {}) {
	const report = { __rl: true, mode: 'id', value: reportId };
	const all = { resource: 'report', operation: 'run', report, ...parameters };
	const test = createContext(org, { ...rest, parameters: all });
	Object.assign(test.context, {
		getMode: () => 'trigger',
		logger: { info: silent, warn: silent, debug: silent, error: silent },
	});
	const output = await runRouter(test, createQuickTiming());
	return { output, rows: output.map(({ json }) => json), hints: JSON.stringify(test.hints) };
}

const filters = (column: string, operator: string, value: unknown) => ({
	filters: { values: [{ column, operator, value }] } as IDataObject,
});

describe('report / run', () => {
	it('gives rows with labels as keys, and values: names with their IDs, numbers of currencies', async () => {
		const { rows, output } = await runReport({});
		expect(rows[0]).toEqual({
			'Opportunity Name': 'Deal 00001',
			'Opportunity Name ID': deals[0],
			'Account Name': 'Acme',
			'Account Name ID': account,
			Stage: 'Prospecting',
			Amount: 100,
			'Close Date': '2026-12-31',
		});
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
		expect(org.calls).toHaveLength(1);
	});

	it('gives API names and labels on request, and groups as columns', async () => {
		const { rows } = await runReport({
			report: { __rl: true, mode: 'url', value: `${org.url}/lightning/r/Report/${byStage}/view` },
			options: { keys: 'apiNames', values: 'labels' },
		});
		expect(rows.map((row) => [row.STAGE_NAME, row.OPPORTUNITY_NAME, row.AMOUNT])).toEqual([
			['Closed Won', 'Deal 00002', '$50.50'],
			['Prospecting', 'Deal 00001', '$100.00'],
		]);
	});

	it('gives the sums of groups, the answer as it is, or the whole as an Excel file', async () => {
		const report = { __rl: true, mode: 'id', value: byStage };
		const { rows } = await runReport({ report, output: 'summary' });
		expect(rows).toEqual([
			{ Stage: 'Closed Won', 'Sum of Amount': 50.5, 'Record Count': 1 },
			{ Stage: 'Prospecting', 'Sum of Amount': 100, 'Record Count': 1 },
		]);
		const raw = await runReport({ report, output: 'raw' });
		expect(raw.rows[0]).toMatchObject({ factMap: { '0!T': {} }, allData: true });
		const { output } = await runReport({ output: 'file' });
		const { data, mimeType, fileName } = output[0]!.binary!.data!;
		expect(Buffer.from(data, 'base64').subarray(0, 2).toString()).toBe('PK');
		expect([mimeType, fileName]).toEqual([
			'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
			'All Opportunities.xlsx',
		]);
	});

	it("filters besides the report's own filters", async () => {
		const id = org.addReport({
			...{ name: 'Open', developerName: 'Open', format: 'TABULAR', object: 'Opportunity' },
			columns: [
				{ name: 'NAME', label: 'Name', path: 'Name', dataType: 'string' },
				{ name: 'AMOUNT', label: 'Amount', path: 'Amount', dataType: 'currency' },
				{ name: 'STAGE', label: 'Stage', path: 'StageName', dataType: 'picklist' },
			],
			detailColumns: ['NAME'],
			aggregates: ['RowCount'],
			filters: [
				{ column: 'STAGE', operator: 'equals', value: 'Prospecting' },
				{ column: 'AMOUNT', operator: 'greaterThan', value: '1000' },
			],
			booleanFilter: '1 OR 2',
		});
		org.insert('Opportunity', [deal(3, 'Prospecting', 7), deal(4, 'Closed, Lost', 2000)]);
		const report = { __rl: true, mode: 'id', value: id };
		const names = async (more: IDataObject) =>
			(await runReport({ report, ...more })).rows.map(({ Name }) => Name);
		expect(await names({})).toEqual(['Deal 00001', 'Deal 00003', 'Deal 00004']);
		expect(await names(filters('AMOUNT', 'greaterThan', 50))).toEqual(['Deal 00001', 'Deal 00004']);
		expect(await names(filters('STAGE', 'equals', ['Closed, Lost', 'x']))).toEqual(['Deal 00004']);
		expect(await names(filters('', 'equals', 'x'))).toHaveLength(3);
	});

	it.each([
		[{ report: { __rl: true, mode: 'id', value: '' } }, "'Report' is empty"],
		[{ report: { __rl: true, mode: 'id', value: 'Sales' } }, 'not a record ID'],
		[{ report: { __rl: true, mode: 'id', value: '001xx000003DGb2AAG' } }, 'not the ID of a report'],
		[{ output: 'csv' }, "'output' takes one of rows, summary, raw, file"],
	])('refuses %j before anything is sent', async (wrong, message) => {
		await expect(runReport(wrong)).rejects.toThrow(message);
		expect(org.calls).toHaveLength(0);
	});

	it('filters days by moments, as {{ $now }} and dates of JavaScript are', async () => {
		const luxon =
			"={{ ({ toISO: () => '2026-12-31T09:30:00.000+01:00', toISODate: () => '2026-12-31' }) }}";
		for (const moment of [luxon, "={{ new Date('2026-12-31T12:00:00Z') }}", '2026-12-31']) {
			expect((await runReport(filters('CLOSE_DATE', 'equals', moment))).rows).toHaveLength(2);
		}
		expect((await runReport(filters('CREATED_DATE', 'greaterThan', luxon))).rows).toEqual([]);
	});

	it('says of a joined report what to choose, also if all rows are asked for', async () => {
		const reportMetadata = { id: reportId, name: 'Both', reportFormat: 'MULTI_BLOCK' };
		const body = { reportMetadata, reportTypeMetadata: { categories: [] }, allData: false };
		const path = /analytics\/reports/;
		org.addFault({ match: { path }, times: 9, status: 200, body });
		for (const options of [{}, { readAll: true }]) {
			await expect(runReport({ options })).rejects.toThrow("'Both' is a joined report");
		}
		expect((await runReport({ output: 'raw' })).rows).toMatchObject([{ reportMetadata }]);
	});

	it('names a filter that does not fit before the report is run', async () => {
		await expect(runReport(filters('NOBODY', 'equals', 'x'))).rejects.toThrow("'NOBODY'");
		await expect(runReport(filters('AMOUNT', 'contains', 'x'))).rejects.toThrow(
			"The operator 'contains' doesn't fit the column 'Amount' (currency)",
		);
		expect(org.calls.every(({ path }) => path.endsWith('/describe'))).toBe(true);
	});

	it('says what to do about a report that is not seen, not allowed, or one too many', async () => {
		const unknown = { __rl: true, mode: 'id', value: '00O000000000000AAA' };
		for (const output of ['rows', 'file'])
			await expect(runReport({ report: unknown, output })).rejects.toMatchObject({
				description: expect.stringContaining('private folder'),
			});
		const body = [{ errorCode: 'FORBIDDEN', message: 'You don’t have sufficient privileges.' }];
		org.addFault({ match: { path: /analytics/ }, times: 1, status: 403, body });
		await expect(runReport({})).rejects.toMatchObject({
			description: expect.stringContaining("'Run Reports'"),
		});
		org.setPolicy({ reportRunsPerHour: 0 });
		await expect(runReport({})).rejects.toMatchObject({
			description: expect.stringContaining("'Run in Background'"),
		});
	});

	it('waits for a run in the background', async () => {
		const { rows } = await runReport({
			options: { runInBackground: true },
			...filters('AMOUNT', 'greaterThan', '60'),
		});
		expect(rows).toHaveLength(1);
		expect(org.calls.map(({ path }) => path.split('/').at(-2))).toEqual([
			...[reportId, reportId, 'instances', 'instances'],
		]);
	});

	it('says why a run in the background ends, and where one is left that takes too long', async () => {
		org.setPolicy({ reportError: 'The report has too many columns' });
		const options = { runInBackground: true, waitLimit: 1 };
		await expect(runReport({ options })).rejects.toThrow(
			/0LG\w+\): The report has too many columns/,
		);
		org.setPolicy({ reportLooks: 1000 });
		await expect(runReport({ options })).rejects.toThrow(/still running after 1 minutes, as 0LG/);
	});
});

describe('a report of more rows than Salesforce gives', () => {
	const insertMany = (count: number) =>
		org.insert(
			'Opportunity',
			Array.from({ length: count }, (_, n) => deal(count - n + 10, n % 3 ? 'Won' : 'Lost', n % 7)),
		);

	it('says so, or fails, by the option', async () => {
		insertMany(2_500);
		const { rows, hints } = await runReport({});
		expect(rows).toHaveLength(2_000);
		expect(hints).toContain('Only the first 2,000 rows of 2,502 are returned');
		await expect(runReport({ options: { onIncomplete: 'fail' } })).rejects.toThrow(
			'Only the first 2,000 rows of 2,502',
		);
	});

	it('is read completely, each of 5,000 rows once', async () => {
		insertMany(4_998);
		const { rows, hints } = await runReport({ options: { readAll: true } });
		expect(new Set(rows.map((row) => row['Opportunity Name'])).size).toBe(5_000);
		expect(rows).toHaveLength(5_000);
		expect(hints).toContain('5,000 rows, read in');
		const runs = org.calls.filter(({ path }) => path.endsWith(reportId));
		expect(runs.length).toBeLessThanOrEqual(7);
	}, 30_000);

	it('is read completely in groups, with filters, in the background', async () => {
		org.setPolicy({ reportMaxRows: 50 });
		insertMany(398);
		const { rows } = await runReport({
			report: { __rl: true, mode: 'id', value: byStage },
			options: { readAll: true, runInBackground: true },
			...filters('STAGE_NAME', 'notEqual', 'Lost'),
		});
		const names = rows.map((row) => row['Opportunity Name ID']);
		const expected = org.records('Opportunity').filter(({ StageName }) => StageName !== 'Lost');
		expect(names.toSorted()).toEqual(expected.map(({ Id }) => Id).toSorted());
		expect(rows.every((row) => row.Stage !== 'Lost')).toBe(true);
	}, 30_000);

	it('is refused if no column can split it, with nothing given', async () => {
		org.setPolicy({ reportMaxRows: 50 });
		insertMany(100);
		const id = org.addReport({
			...{ name: 'Flat', developerName: 'Flat', format: 'TABULAR', object: 'Opportunity' },
			columns: [
				{ name: 'STAGE', label: 'Stage', path: 'StageName', dataType: 'picklist' },
				{ name: 'AMOUNT', label: 'Amount', path: 'Amount', dataType: 'currency' },
			],
			detailColumns: ['STAGE'],
			aggregates: ['RowCount'],
		});
		const report = { __rl: true, mode: 'id', value: id };
		await expect(runReport({ report, options: { readAll: true } })).rejects.toThrow(
			"can't be read completely: no column has values to split it by",
		);
	});

	it('is refused where more rows than are shown have one value', async () => {
		org.setPolicy({ reportMaxRows: 10 });
		insertMany(100);
		const id = org.addReport({
			...{ name: 'Amounts', developerName: 'Amounts', format: 'TABULAR', object: 'Opportunity' },
			columns: [{ name: 'AMOUNT', label: 'Amount', path: 'Amount', dataType: 'currency' }],
			detailColumns: ['AMOUNT'],
			aggregates: [],
		});
		const report = { __rl: true, mode: 'id', value: id };
		await expect(runReport({ report, options: { readAll: true } })).rejects.toThrow(
			"more rows than it shows have one value in 'Amount'",
		);
	});
});

describe('report / getAll', () => {
	it('lists reports with their folders, found by either name', async () => {
		const list = async (parameters: IDataObject) => {
			const all = { resource: 'report', operation: 'getAll', returnAll: true, ...parameters };
			const test = createContext(org, { parameters: all });
			return (await runRouter(test, createQuickTiming())).map(({ json }) => json);
		};
		expect(await list({ search: 'stage' })).toEqual([
			{
				...{ id: byStage, name: 'Opportunities by Stage', folderName: 'Public Reports' },
				...{ description: null, developerName: 'Opportunities_by_Stage', format: 'Summary' },
				lastRunDate: null,
			},
		]);
		expect(await list({ search: 'public' })).toHaveLength(2);
		expect(await list({ returnAll: false, limit: 1 })).toHaveLength(1);
	});
});

describe('the lists of the editor', () => {
	it('show reports with their folder, and the columns of the chosen one', async () => {
		const report = { __rl: true, mode: 'list', value: byStage };
		const editor = createEditorContext(org, { resource: 'report', operation: 'run', report });
		const { results } = (await listSearch.searchReports.call(editor, 'all opp')) as {
			results: object[];
		};
		expect(results).toEqual([{ name: 'Public Reports / All Opportunities', value: reportId }]);
		const columns = (await loadOptions.getReportColumns.call(editor)) as Array<{ name: string }>;
		expect(columns.map(({ name }) => name)).toEqual([
			'Account Name (ACCOUNT_NAME)',
			'Amount (AMOUNT)',
			'Close Date (CLOSE_DATE)',
			'Opportunity Name (OPPORTUNITY_NAME)',
			'Stage (STAGE_NAME)',
			'Created Date (CREATED_DATE)',
			'Opportunity ID (OPPORTUNITY_ID)',
		]);
	});
});
