import type { IDataObject, NodeApiError } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { type ContextOptions, createContext } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

async function failureOf(parameters: IDataObject, rest: Omit<ContextOptions, 'parameters'> = {}) {
	const failing = runNode(createContext(org, { ...rest, parameters }));
	const error = await failing.then(
		() => undefined,
		(thrown: NodeApiError) => thrown,
	);
	return { title: error!.message, details: error!.description ?? '' };
}

const query = (soql: string, parameters: IDataObject = {}) =>
	failureOf({ resource: 'query', operation: 'executeQuery', query: soql, ...parameters });
const getMany = (parameters: IDataObject) =>
	failureOf({ resource: 'record', operation: 'getAll', object: 'Contact', ...parameters });

describe('a query that Salesforce refuses', () => {
	it('is one sentence, and the details show the place and what to do', async () => {
		const { title, details } = await query("SELECT Id\nFROM Contact WHERE Foo = 'x'");
		expect(title).toBe("No such column 'Foo' on entity 'Contact' [item 0]");
		expect(details).toMatch(/^Salesforce points here: .*WHERE →Foo = 'x'\. Check the API name/);
		const syntax = await query("SELECT Id FROM Contact WHRE Name = 'x'");
		expect(syntax.title).toBe("unexpected token: 'WHRE' [item 0]");
		expect(syntax.details).toContain('FROM Contact →WHRE Name');
	});

	it.each<[string, IDataObject, string, string]>([
		[
			'the condition',
			{ options: { where: "Name = 'a'\n AND Name = = 'b'" } },
			"'SOQL Condition': unexpected token: '=' [item 0]",
			"Salesforce points here: Name = 'a' AND Name = →= 'b'. ",
		],
		[
			'a filter',
			{ filters: { conditions: [{ field: 'Foo__c', operator: 'equals', value: 'x' }] } },
			"'Filters': No such column 'Foo__c' on entity 'Contact' [item 0]",
			'Salesforce points here: Foo__c equals "x". ',
		],
	])('names %s, and shows what the user wrote there', async (_name, parameters, title, start) => {
		const told = await getMany(parameters);
		expect(told.title).toBe(title);
		expect(told.details.slice(0, start.length)).toBe(start);
	});

	it('names the bind variable', async () => {
		const bindings = { values: [{ name: 'v', type: 'string', value: 'x' }] };
		const soql = 'SELECT Id FROM Contact WHERE DoNotCall = :v';
		const { title, details } = await query(soql, { bindings });
		expect(title).toMatch(/^Bind variable :v: value of filter criterion for field 'DoNotCall'/);
		expect(details).toContain("Salesforce points here: :v is 'x'");
	});

	it("leaves a fault in the query's own text with the query", async () => {
		const bindings = { values: [{ name: 'v', type: 'string', value: 'x' }] };
		const soql = "SELECT Id FROM Contact WHERE DoNotCall = 'x' AND LastName = :v";
		const { title } = await query(soql, { bindings });
		expect(title).toMatch(/^value of filter criterion for field 'DoNotCall'/);
	});
});

describe('Get with an ID of another object', () => {
	const get = (ids: string[]) =>
		failureOf(
			{
				resource: 'record',
				operation: 'get',
				object: 'Contact',
				recordId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			},
			{ items: ids.map((id) => ({ id })) },
		);

	it('says so, for one item as for many', async () => {
		const [account = ''] = org.insert('Account', [{ Name: 'Acme' }]);
		const [contact = ''] = org.insert('Contact', [{ LastName: 'Doe' }]);
		const told = `"${account}" is the ID of another object: those of Contact begin with 003`;
		expect((await get([account])).title).toBe(`${told} [item 0]`);
		expect((await get([contact, account])).title).toBe(`${told} [item 1]`);
		expect((await get([account, account])).title).toBe(`${told} [item 0]`);
	});

	it('says nothing of it for an ID that could be one', async () => {
		expect((await get(['003000000000001AAA'])).title).not.toContain('another object');
	});
});

describe('what is said of the rest', () => {
	const create = (items: IDataObject[]) =>
		failureOf(
			{
				resource: 'record',
				operation: 'create',
				object: 'Contact',
				fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
			},
			{ items },
		);
	const remove = (id: string) =>
		failureOf({
			resource: 'record',
			operation: 'delete',
			object: 'Contact',
			recordId: { __rl: true, mode: 'id', value: id },
		});

	it('advises to continue only if there are other items', async () => {
		expect((await create([{ FirstName: 'x' }])).details).not.toContain('Continue');
		const { details } = await create([{ FirstName: 'x' }, { LastName: 'y' }]);
		expect(details).toContain("choose 'Continue' under Settings > On Error");
	});

	it('says that nothing was sent, only if that is so', async () => {
		expect((await remove('?')).details).toContain('Nothing was sent to Salesforce.');
		expect(org.calls).toHaveLength(0);
		expect((await remove('003000000000001AAA')).details).not.toContain('Nothing was sent');
		// The object is described before the value is found to fit no checkbox.
		const conditions = [{ field: 'DoNotCall', operator: 'equals', value: 'x' }];
		const refused = await getMany({ filters: { conditions } });
		expect(refused.title).toContain('neither true nor false');
		expect(refused.details).not.toContain('Nothing was sent');
	});
});
