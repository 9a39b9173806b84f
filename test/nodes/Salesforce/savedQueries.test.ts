import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { listSearch, loadOptions } from '../../../nodes/Salesforce/methods';
import { createContext, createEditorContext } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
	org.insert('Account', [
		{ Name: 'Small Bank', Industry: 'Banking', AnnualRevenue: 10 },
		{ Name: 'Big Bank', Industry: 'Banking', AnnualRevenue: 1000 },
		{ Name: "O'Hara", Industry: 'Retail' },
	]);
});
afterEach(() => org.close());

const byName = (value: string) => ({ __rl: true, mode: 'name', value });

async function run(parameters: IDataObject, more: object = {}) {
	const test = createContext(org, { parameters: { returnAll: true, ...parameters } });
	Object.assign(test.context, more);
	return { rows: (await runNode(test)).map(({ json }) => json), hints: test.hints };
}
const getAll = (parameters: IDataObject) =>
	run({
		resource: 'record',
		operation: 'getAll',
		object: byName('Account'),
		filterBy: 'listView',
		...parameters,
	});

describe('Get Many by a list view', () => {
	it('gives the records of the view with its fields, in its order, typed', async () => {
		const { rows, hints } = await getAll({ listView: byName('Banks') });
		expect(rows).toMatchObject([
			{ Name: 'Big Bank', AnnualRevenue: 1000, Industry: 'Banking' },
			{ Name: 'Small Bank', AnnualRevenue: 10 },
		]);
		expect(hints[0]?.message).toMatch(
			/^SOQL: SELECT Name, AnnualRevenue.* WHERE Industry = 'Banking'/,
		);
	});

	it('takes the id of a view, and other fields than its own', async () => {
		const listView = { __rl: true, mode: 'id', value: '00B000000000002EAA' };
		const { rows } = await getAll({ listView, returnFields: ['Name', 'Owner.Username'] });
		expect(rows).toEqual([
			{ Id: expect.any(String) as string, Name: 'Big Bank', Owner: { Username: org.username } },
			expect.objectContaining({ Name: 'Small Bank' }),
		]);
	});

	it('reads all pages of a view, up to the limit', async () => {
		org.insert(
			'Account',
			Array.from({ length: 2100 }, (_, n) => ({ Name: `A ${n}` })),
		);
		expect((await getAll({ listView: byName('AllAccounts') })).rows).toHaveLength(2103);
		const some = await getAll({ listView: byName('AllAccounts'), returnAll: false, limit: 5 });
		expect(some.rows).toHaveLength(5);
	});

	it('names the views that there are where one is not', async () => {
		await expect(getAll({ listView: byName('Bank') })).rejects.toMatchObject({
			message: expect.stringMatching(/Account has no list view 'Bank'/) as string,
			description: expect.stringMatching(/AllAccounts, Banks/) as string,
		});
		await expect(getAll({ listView: byName('') })).rejects.toThrow(/'List View' is empty/);
	});

	it('lists the views of the object', async () => {
		const context = createEditorContext(org, { object: byName('Account') });
		expect(await listSearch.searchListViews.call(context, 'bank')).toEqual({
			results: [{ name: 'Banks', value: 'Banks' }],
		});
	});
});

describe('Run Named Query', () => {
	const named = (parameters: IDataObject, options: IDataObject = {}) =>
		run({ resource: 'query', operation: 'runNamedQuery', ...parameters, options });
	const values = (given: Record<string, unknown>) => ({
		values: Object.entries(given).map(([name, value]) => ({ name, value: value as string })),
	});

	it('runs it by its name with its parameters, whatever characters they hold', async () => {
		const namedQuery = byName('AccountsOfIndustry');
		const queryParameters = values({ industry: 'Banking', maxRecords: 1 });
		expect((await named({ namedQuery, queryParameters })).rows).toMatchObject([
			{ Name: 'Big Bank' },
		]);
		const odd = values({ industry: "x' OR Name != '&a=b", maxRecords: '5' });
		expect((await named({ namedQuery, queryParameters: odd })).rows).toEqual([]);
	});

	it('tells of a parameter that is missing, and of a name that there is not', async () => {
		await expect(named({ namedQuery: byName('AccountsOfIndustry') })).rejects.toThrow(/industry/);
		await expect(named({ namedQuery: byName('Nothing') })).rejects.toMatchObject({
			description: expect.stringMatching(/the API name under Setup/) as string,
		});
		await expect(named({ namedQuery: byName('') })).rejects.toThrow(/'Named Query' is empty/);
	});

	it('needs an API version that has them', async () => {
		const old = named({ namedQuery: byName('AllUsers') }, { apiVersion: 'v60.0' });
		await expect(old).rejects.toThrow(/API version 60.0 has no named queries/);
	});

	it('lists the named queries and their parameters', async () => {
		const context = createEditorContext(org, { namedQuery: byName('AccountsOfIndustry') });
		expect((await listSearch.searchNamedQueries.call(context)).results).toContainEqual({
			name: 'Accounts of an Industry (AccountsOfIndustry)',
			value: 'AccountsOfIndustry',
		});
		const names = await loadOptions.getNamedQueryParameters.call(context);
		expect(names.map(({ value }) => value)).toEqual(['industry', 'maxRecords']);
	});
});

describe('the name that a workflow has in Salesforce', () => {
	const NAME = 'n8n-nodes-salesforce-server-to-server';
	const send = (headers: IDataObject = {}) =>
		run(
			{
				resource: 'apiRequest',
				operation: 'send',
				method: 'POST',
				path: 'sobjects/Account',
				bodyType: 'json',
				body: '{"Name":"x"}',
				options: { headers },
			},
			{ getWorkflow: () => ({ id: 'wf1', name: 'x', active: true }) },
		);
	const names = () => new Set(org.calls.map(({ headers }) => headers['sforce-call-options']));

	it('is in every request, with the id of the workflow', async () => {
		await send();
		await getAll({ listView: byName('Banks') });
		expect([...names()]).toEqual([`client=${NAME}/wf1`, `client=${NAME}`]);
	});

	it('gives way to a header of the user', async () => {
		await send({ values: [{ name: 'sforce-call-options', value: 'client=mine' }] });
		expect([...names()]).toEqual(['client=mine']);
	});
});
