import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFixture, type Fixture } from './openFixture';
import { autoMap, byName, pairedWith, runOperation, traceBack } from './runOperation';

let fixture: Fixture;
let calls: number;
beforeAll(async () => {
	fixture = await openFixture();
});
beforeEach(() => {
	calls = fixture.org.calls.length;
});
afterAll(() => fixture.close());

const record = (operation: string, parameters: object) => ({
	resource: 'record',
	operation,
	object: byName('Contact'),
	...parameters,
});

/** API calls since the test began. */
const callsMade = () => fixture.org.calls.slice(calls);
const contact = (id: unknown) => fixture.org.records('Contact').find(({ Id }) => Id === id);
const people = (prefix: string, count: number) =>
	Array.from({ length: count }, (_, n) => ({
		LastName: `Doe ${n}`,
		External_Id__c: `${prefix}-${n}`,
	}));

describe('record / create', () => {
	it('creates an item each in calls of 200, and tells what it cost', async () => {
		const items = people('create', 250);
		const run = await runOperation(fixture, {
			parameters: record('create', { fields: autoMap() }),
			items,
			after: [traceBack('Source', 'External_Id__c')],
		});
		expect(run.error).toBeUndefined();
		expect(run.rows).toHaveLength(250);
		for (const row of run.rows) expect(row).toMatchObject({ success: true, created: true });
		expect(run.rows.map(({ id }) => contact(id)?.External_Id__c)).toEqual(
			items.map((item) => item.External_Id__c),
		);
		expect(pairedWith(run.outputs[0])).toEqual(items.map((_, n) => n));
		expect(callsMade().map(({ path }) => path)).toEqual(
			Array.from({ length: 2 }, () => '/services/data/v67.0/composite/sobjects'),
		);
		expect(JSON.stringify(run.hints)).toContain('Cost: 2 API calls, 1 login');
		const sources = run.execution.nodes.Source![0]!.outputs[0]!;
		expect(sources.map(({ json }) => json.source)).toEqual(
			items.map((item) => item.External_Id__c),
		);
	});

	it('takes the object and mapped values from each item, dates and empty text included', async () => {
		const schema = [
			{ id: 'LastName', type: 'string', salesforceType: 'string' },
			{ id: 'Birthdate', type: 'dateTime', salesforceType: 'date' },
			{ id: 'Company', type: 'string', salesforceType: 'string' },
			{ id: 'Phone', type: 'string', salesforceType: 'phone' },
		].map((field) => ({
			...field,
			displayName: field.id,
			required: false,
			defaultMatch: false,
			canBeUsedToMatch: false,
			display: true,
			removed: false,
		}));
		const run = await runOperation(fixture, {
			parameters: record('create', {
				object: byName('={{ $json.kind }}'),
				fields: {
					mappingMode: 'defineBelow',
					value: {
						LastName: '={{ $json.name }}',
						Birthdate: '={{ $json.born ? DateTime.fromISO($json.born) : undefined }}',
						Company: '={{ $json.company }}',
						Phone: '',
					},
					matchingColumns: [],
					schema,
				},
			}),
			items: [
				{ kind: 'Contact', name: 'Mapped', born: '2001-02-03' },
				{ kind: 'Lead', name: 'Mapped', company: 'Acme' },
			],
		});
		expect(run.rows.map(({ success }) => success)).toEqual([true, true]);
		expect(contact(run.rows[0]!.id)).toMatchObject({
			LastName: 'Mapped',
			Birthdate: '2001-02-03',
			Phone: null,
		});
		expect(fixture.org.records('Lead')).toMatchObject([
			{ Id: run.rows[1]!.id, LastName: 'Mapped', Company: 'Acme' },
		]);
		expect(callsMade()).toHaveLength(1);
	});
});

describe('record / update', () => {
	it('changes the given fields of each record in one call and leaves the others', async () => {
		const ids = fixture.org.insert('Contact', [
			{ LastName: 'Old', Phone: '1' },
			{ LastName: 'Old', Phone: '2' },
		]);
		const run = await runOperation(fixture, {
			parameters: record('update', { fields: autoMap('Id') }),
			items: ids.map((Id, n) => ({ Id, LastName: `New ${n}` })),
		});
		expect(run.rows).toEqual(ids.map((id) => ({ id, success: true, created: false })));
		expect(pairedWith(run.outputs[0])).toEqual([0, 1]);
		expect(ids.map((id) => contact(id))).toMatchObject([
			{ LastName: 'New 0', Phone: '1' },
			{ LastName: 'New 1', Phone: '2' },
		]);
		expect(callsMade()).toHaveLength(1);
	});
});

describe('record / upsert', () => {
	it('creates what is new and updates what is known, each item told which', async () => {
		const [known] = fixture.org.insert('Contact', [{ LastName: 'Old', External_Id__c: 'known' }]);
		const run = await runOperation(fixture, {
			parameters: record('upsert', { fields: autoMap('External_Id__c') }),
			items: [
				{ External_Id__c: 'known', LastName: 'New' },
				{ External_Id__c: 'unknown', LastName: 'New' },
			],
		});
		expect(run.rows).toEqual([
			{ id: known, success: true, created: false },
			{ id: expect.any(String) as string, success: true, created: true },
		]);
		expect(pairedWith(run.outputs[0])).toEqual([0, 1]);
		expect(contact(known)).toMatchObject({ LastName: 'New' });
		expect(contact(run.rows[1]!.id)).toMatchObject({ External_Id__c: 'unknown' });
		expect(callsMade()).toHaveLength(1);
	});
});

describe('record / get', () => {
	it('reads many by id and by URL in one call, in the order of the items', async () => {
		const ids = fixture.org.insert('Contact', people('get', 2));
		const missing = '003xx000000000ZAAQ';
		const keys = [`${fixture.org.url}/lightning/r/Contact/${ids[1]!}/view`, missing, ids[0]!];
		const run = await runOperation(fixture, {
			parameters: record('get', {
				recordId: { __rl: true, mode: 'id', value: '={{ $json.key }}' },
				options: { fields: ['Id', 'External_Id__c'] },
			}),
			items: keys.map((key) => ({ key })),
			onError: 'continueRegularOutput',
		});
		expect(run.rows[0]).toEqual({ Id: ids[1], External_Id__c: 'get-1' });
		expect(run.rows[1]).toMatchObject({ details: { errorCode: 'NOT_FOUND' } });
		expect(run.rows[2]).toEqual({ Id: ids[0], External_Id__c: 'get-0' });
		expect(pairedWith(run.outputs[0])).toEqual([0, 1, 2]);
		expect(callsMade()).toHaveLength(1);
	});

	it('reads all fields of one record by the key of another system', async () => {
		fixture.org.insert('Contact', [{ LastName: 'Keyed', External_Id__c: 'a/b?c#d %' }]);
		const run = await runOperation(fixture, {
			parameters: record('get', {
				recordId: { __rl: true, mode: 'externalId', value: 'a/b?c#d %' },
				externalIdField: 'External_Id__c',
			}),
		});
		expect(run.rows).toMatchObject([{ LastName: 'Keyed', External_Id__c: 'a/b?c#d %' }]);
		expect(run.rows[0]).not.toHaveProperty('attributes');
	});
});

describe('record / getAll', () => {
	it('filters, sorts and limits, and shows the SOQL it ran', async () => {
		fixture.org.insert('Contact', people('many', 30));
		const run = await runOperation(fixture, {
			parameters: record('getAll', {
				returnAll: false,
				limit: 3,
				filters: {
					conditions: [
						{ field: 'External_Id__c', operator: 'startsWith', value: '={{ $json.prefix }}-' },
						{ field: 'LastName', operator: 'notEquals', value: 'Doe 9' },
					],
				},
				mustMatch: 'all',
				sort: { fields: [{ field: 'LastName', direction: 'DESC', nulls: 'LAST' }] },
				returnFields: ['LastName'],
			}),
			items: [{ prefix: 'none' }, { prefix: 'many' }],
		});
		expect(run.rows.map(({ LastName }) => LastName)).toEqual(['Doe 8', 'Doe 7', 'Doe 6']);
		expect(pairedWith(run.outputs[0])).toEqual([1, 1, 1]);
		expect(JSON.stringify(run.hints)).toContain("LIKE 'many-%'");
	});

	it('returns all readable fields of all records without Simplify', async () => {
		fixture.org.insert('Depot__c', [{ Name: 'North' }, { Name: 'South' }]);
		const run = await runOperation(fixture, {
			parameters: record('getAll', {
				object: byName('Depot__c'),
				returnAll: true,
				simplify: false,
			}),
		});
		expect(run.rows.map(({ Name }) => Name).toSorted()).toEqual(['North', 'South']);
		expect(run.rows[0]).toHaveProperty('SystemModstamp');
		expect(pairedWith(run.outputs[0])).toEqual([0, 0]);
	});
});

describe('record / delete', () => {
	it('deletes by the URL of each record, in one call', async () => {
		const ids = fixture.org.insert('Contact', people('delete', 2));
		const run = await runOperation(fixture, {
			parameters: record('delete', {
				recordId: { __rl: true, mode: 'url', value: '={{ $json.url }}' },
			}),
			items: ids.map((Id) => ({ url: `${fixture.org.url}/lightning/r/Contact/${Id}/view` })),
		});
		expect(run.rows).toEqual(ids.map((id) => ({ id, deleted: true })));
		expect(pairedWith(run.outputs[0])).toEqual([0, 1]);
		expect(ids.map(contact)).toEqual([undefined, undefined]);
		expect(callsMade()).toHaveLength(1);
	});
});
