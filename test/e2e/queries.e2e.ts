import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFixture, type Fixture } from './openFixture';
import { pairedWith, runOperation, traceBack } from './runOperation';

const COUNT = 2_500;

let fixture: Fixture;
let ids: string[];
let calls: number;
beforeAll(async () => {
	fixture = await openFixture();
	ids = fixture.org.insert(
		'Contact',
		Array.from({ length: COUNT }, (_, n) => ({
			LastName: `O'Neil ${n}`,
			External_Id__c: `Q-${n}`,
		})),
	);
});
beforeEach(() => {
	calls = fixture.org.calls.length;
});
afterAll(() => fixture.close());

const query = (soql: string, parameters: object = {}) => ({
	resource: 'query',
	operation: 'executeQuery',
	query: soql,
	returnAll: true,
	...parameters,
});

describe('query / executeQuery', () => {
	it('follows all pages in order, over the one socket, and shows its SOQL', async () => {
		const soql = 'SELECT External_Id__c FROM Contact ORDER BY Id';
		const run = await runOperation(fixture, { parameters: query(soql) });
		expect(run.rows).toEqual(ids.map((_, n) => ({ External_Id__c: `Q-${n}` })));
		expect(new Set(pairedWith(run.outputs[0]))).toEqual(new Set([0]));
		expect(fixture.org.calls.slice(calls).map(({ path }) => path)).toEqual([
			'/services/data/v67.0/query',
			expect.stringMatching(/^\/services\/data\/v67\.0\/query\/.+/),
		]);
		expect([fixture.org.logins, fixture.org.sockets]).toEqual([1, 1]);
		expect(JSON.stringify(run.hints)).toContain(`SOQL: ${soql}`);
	});

	it('binds the values of each item, escaped, and pairs every row with its item', async () => {
		const run = await runOperation(fixture, {
			parameters: query(
				'SELECT External_Id__c FROM Contact WHERE LastName IN :names AND CreatedDate > :since AND External_Id__c != :none ORDER BY External_Id__c',
				{
					bindings: {
						values: [
							{ name: 'names', type: 'list', value: '={{ $json.names }}' },
							{ name: 'since', type: 'datetime', value: '2001-01-01T00:00:00Z' },
							{ name: 'none', type: 'null' },
						],
					},
				},
			),
			items: [
				{ key: 'two', names: ["O'Neil 7", "O'Neil 8"] },
				{ key: 'none', names: ["x') OR LastName != ('"] },
				{ key: 'one', names: "O'Neil 9" },
			],
			after: [traceBack('Source', 'key')],
		});
		expect(run.rows.map((row) => row.External_Id__c)).toEqual(['Q-7', 'Q-8', 'Q-9']);
		expect(pairedWith(run.outputs[0])).toEqual([0, 0, 2]);
		const sources = run.execution.nodes.Source![0]!.outputs[0]!;
		expect(sources.map(({ json }) => json.source)).toEqual(['two', 'two', 'one']);
	});

	it('stops at the limit without a further page', async () => {
		const run = await runOperation(fixture, {
			parameters: query('SELECT Id FROM Contact', { returnAll: false, limit: 250 }),
		});
		expect(run.rows).toHaveLength(250);
		expect(fixture.org.calls.slice(calls)).toHaveLength(1);
	});

	it('returns deleted records if they are wanted, parents nested or flat, and aggregates', async () => {
		const { org } = fixture;
		const [AccountId] = org.insert('Account', [{ Name: 'Acme' }]);
		const [gone] = org.insert('Contact', [{ LastName: 'Gone', AccountId: AccountId! }]);
		org.delete('Contact', [gone!]);
		const soql = "SELECT LastName, Account.Name FROM Contact WHERE LastName = 'Gone'";
		const rowsOf = async (text: string, options: object = {}) =>
			(await runOperation(fixture, { parameters: query(text, { options }) })).rows;
		expect(await rowsOf(soql)).toEqual([]);
		expect(await rowsOf(soql, { includeDeleted: true })).toEqual([
			{ LastName: 'Gone', Account: { Name: 'Acme' } },
		]);
		expect(await rowsOf(soql, { includeDeleted: true, relatedRecords: 'flat' })).toEqual([
			{ LastName: 'Gone', 'Account.Name': 'Acme' },
		]);
		expect(await rowsOf('SELECT COUNT(Id) total FROM Contact')).toEqual([{ total: COUNT }]);
	});

	it("shows Salesforce's own text for a refused query, and what to do", async () => {
		const { error } = await runOperation(fixture, {
			parameters: query('SELECT Nope FROM Contact'),
		});
		expect(error?.message).toMatch(/No such column 'Nope'.* \[item 0\]$/s);
		expect(error?.description).toContain('INVALID_FIELD');
	});
});

describe('query / explain', () => {
	it('gives the plans as items and reads no record', async () => {
		const run = await runOperation(fixture, {
			parameters: query('SELECT Id FROM Contact WHERE LastName = :name', {
				operation: 'explain',
				bindings: { values: [{ name: 'name', type: 'string', value: "O'Neil 1" }] },
			}),
		});
		expect(run.rows[0]).toMatchObject({
			sobjectType: 'Contact',
			leadingOperationType: expect.any(String) as string,
			relativeCost: expect.any(Number) as number,
		});
		expect(pairedWith(run.outputs[0])).toEqual(run.rows.map(() => 0));
	});
});

describe('search / executeSearch', () => {
	beforeAll(() => {
		fixture.org.insert('Account', [{ Name: 'Zebra (Ltd)' }]);
		fixture.org.insert('Contact', [{ LastName: 'Zebra' }]);
	});
	const search = (parameters: object) => ({
		resource: 'search',
		operation: 'executeSearch',
		returnAll: true,
		...parameters,
	});

	it('finds the term of each item in several objects, and each row says which it is of', async () => {
		const run = await runOperation(fixture, {
			parameters: search({
				term: '={{ $json.term }}',
				objects: ['Account', 'Contact'],
			}),
			items: [{ term: 'Nobody' }, { term: 'Zebra (Ltd)' }, { term: 'Zebra' }],
		});
		const found = run.rows.map(({ object, Name }) => [object, Name]);
		expect(found.slice(0, 1)).toEqual([['Account', 'Zebra (Ltd)']]);
		expect(found.slice(1).toSorted()).toEqual([
			['Account', 'Zebra (Ltd)'],
			['Contact', 'Zebra'],
		]);
		expect(pairedWith(run.outputs[0])).toEqual([1, 2, 2]);
	});

	it('runs SOSL as it is', async () => {
		const run = await runOperation(fixture, {
			parameters: search({
				searchBy: 'sosl',
				sosl: 'FIND {Zebra} IN NAME FIELDS RETURNING Contact(LastName)',
			}),
		});
		expect(run.rows).toEqual([{ object: 'Contact', LastName: 'Zebra' }]);
		expect(pairedWith(run.outputs[0])).toEqual([0]);
	});
});
