import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { type ContextOptions, createContext } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

const autoMap = (matchingColumns: string[] = []) => ({
	mappingMode: 'autoMapInputData',
	value: null,
	matchingColumns,
	schema: [],
});

type Rest = Omit<ContextOptions, 'parameters'>;

const contextOf = (operation: string, parameters: IDataObject, rest: Rest = {}) =>
	createContext(org, {
		...rest,
		parameters: {
			resource: 'record',
			operation,
			object: { __rl: true, mode: 'name', value: 'Contact' },
			fields: autoMap(operation === 'upsert' ? ['External_Id__c'] : ['Id']),
			...parameters,
		},
	});

const run = (operation: string, parameters: IDataObject, rest: Rest = {}) =>
	runNode(contextOf(operation, parameters, rest));

const people = (count: number) =>
	Array.from({ length: count }, (_, n) => ({ LastName: `Doe ${n}`, External_Id__c: `E-${n}` }));

describe('record / create', () => {
	it('creates 1,000 items in 5 calls over 1 socket, resolving no parameter for each item', async () => {
		const test = contextOf('create', {}, { items: people(1000) });
		const output = await runNode(test);
		expect(output).toHaveLength(1000);
		expect(output[999]).toEqual({
			json: { id: org.records('Contact')[999]!.Id, success: true, created: true },
			pairedItem: { item: 999 },
		});
		expect([org.calls.length, org.sockets, org.logins]).toEqual([5, 1, 1]);
		expect(Math.max(...test.reads.values())).toBe(1);
	});

	it('reads per item what holds an expression, the object included, and sorts types into calls', async () => {
		const items = Array.from({ length: 30 }, (_, n) => ({
			kind: n % 2 ? 'Account' : 'Contact',
			name: `N${n}`,
		}));
		const output = await run(
			'create',
			{
				object: { __rl: true, mode: 'name', value: '={{ $json.kind }}' },
				fields: {
					mappingMode: 'defineBelow',
					value: {
						Name: "={{ $json.kind === 'Account' ? $json.name : undefined }}",
						LastName: "={{ $json.kind === 'Contact' ? $json.name : undefined }}",
					},
					matchingColumns: [],
					schema: [],
				},
			},
			{ items },
		);
		expect(org.calls).toHaveLength(1);
		const saved = [...org.records('Account'), ...org.records('Contact')];
		output.forEach((item, n) => {
			const record = saved.find(({ Id }) => Id === item.json.id)!;
			expect(record.Name ?? record.LastName, `item ${n}`).toContain(`N${n}`);
		});
	});

	it('writes dates, numbers, booleans, lists and parents by external id as Salesforce takes them', async () => {
		const [accountId] = org.insert('Account', [{ Name: 'Acme', External_Id__c: 'A 1' }]);
		org.metadata.extend('Contact', [
			{ name: 'Tags__c', type: 'multipicklist' },
			{ name: 'Seen__c', type: 'datetime' },
			{ name: 'Score__c', type: 'double', precision: 5, scale: 1 },
			{ name: 'Vip__c', type: 'boolean' },
		]);
		const schema = [
			{ id: 'Birthdate', type: 'dateTime', salesforceType: 'date' },
			{ id: 'Tags__c', type: 'array', salesforceType: 'multipicklist' },
			{ id: 'Seen__c', type: 'dateTime', salesforceType: 'datetime' },
			{ id: 'Score__c', type: 'number', salesforceType: 'double' },
			{ id: 'Vip__c', type: 'boolean', salesforceType: 'boolean' },
		].map((field) => ({
			...field,
			displayName: field.id,
			required: false,
			display: true,
			removed: false,
		}));
		await run('create', {
			fields: {
				mappingMode: 'defineBelow',
				value: {
					LastName: 'Doe',
					Birthdate: '2001-02-03T00:00:00',
					'Account.External_Id__c': 'A 1',
					Email: '',
					Tags__c: ['A', 'B'],
					Seen__c: '2026-01-31T09:30:00+01:00',
					Score__c: '12.5',
					Vip__c: 'true',
				},
				matchingColumns: [],
				schema,
			},
		});
		expect(org.records('Contact')[0]).toMatchObject({
			AccountId: accountId,
			Birthdate: '2001-02-03',
			Tags__c: 'A;B',
			Score__c: 12.5,
			Vip__c: true,
		});
		expect(Date.parse(String(org.records('Contact')[0]!.Seen__c))).toBe(
			Date.parse('2026-01-31T08:30:00Z'),
		);
		expect(org.calls).toHaveLength(1);
	});

	it('asks describe for a date only if the workflow does not tell the type', async () => {
		const field = { id: 'Birthdate', displayName: 'Birthdate', type: 'dateTime', display: true };
		await run('create', {
			fields: {
				mappingMode: 'defineBelow',
				value: { LastName: 'Doe', Birthdate: '2001-02-03T00:00:00' },
				matchingColumns: [],
				schema: [field],
			},
		});
		expect(org.records('Contact')[0]).toMatchObject({ Birthdate: '2001-02-03' });
		expect(org.calls.map(({ path }) => path.split('/').at(-1))).toEqual(['describe', 'sobjects']);
	});

	it('never repeats a call whose fate is unknown, and says so for each of its items', async () => {
		org.addFault({ match: { method: 'POST', path: 'composite/sobjects' }, dropAfter: true });
		const output = await run(
			'create',
			{},
			{ items: people(250), onError: 'continueRegularOutput' },
		);
		expect(org.records('Contact')).toHaveLength(200);
		expect(output[0]!.json.details).toMatchObject({ errorCode: 'UNKNOWN_OUTCOME' });
		expect(output[0]!.json.error).toMatch(/may have been saved/);
		expect(output[200]!.json.details).toMatchObject({ errorCode: 'NOT_SENT' });
		expect(org.calls).toHaveLength(1);
	});

	it('lets the others continue past an item that makes Salesforce refuse the whole call', async () => {
		const items = people(9).map((item, n) => (n === 4 ? { ...item, Nonsense__c: 1 } : item));
		const output = await run('create', {}, { items, onError: 'continueRegularOutput' });
		expect(org.records('Contact')).toHaveLength(8);
		expect(output.map(({ json }) => json.success ?? false)).toEqual(items.map((_, n) => n !== 4));
		expect(output[4]!.json.details).toMatchObject({ errorCode: 'INVALID_FIELD' });
	});
});

describe('record / upsert', () => {
	it('clears fields by null and by empty text, unless they are to be kept', async () => {
		org.insert('Contact', [{ LastName: 'Doe', External_Id__c: 'E-0', Phone: '1', Title: 'Dr' }]);
		const items = [{ LastName: 'Doe', External_Id__c: 'E-0', Phone: null, Title: '' }];
		await run('upsert', { options: { emptyValues: 'keep' } }, { items });
		expect(org.records('Contact')[0]).toMatchObject({ Phone: '1', Title: 'Dr' });
		await run('upsert', {}, { items });
		expect(org.records('Contact')[0]!.Phone ?? null).toBeNull();
		expect(org.records('Contact')[0]!.Title ?? null).toBeNull();
	});

	it('names the item without an external id before anything is sent', async () => {
		const items = [{ LastName: 'Doe', External_Id__c: '1' }, { LastName: 'Roe' }];
		await expect(run('upsert', {}, { items })).rejects.toThrow(
			"The item has no value for 'External_Id__c', the field that records are matched on [item 1]",
		);
		expect(org.calls).toHaveLength(0);
	});
});

describe('record / update', () => {
	it('writes back what was read, leaving out what cannot be set', async () => {
		org.insert('Contact', [{ LastName: 'Doe', Phone: '1' }]);
		const read = await run('getAll', { returnAll: true, options: { includeAttributes: true } });
		const items = read.map(({ json }) => ({ ...json, LastName: 'Roe', extra: true }));
		const fields = autoMap(['Id']);
		const [kept] = await run('update', { fields }, { items, onError: 'continueRegularOutput' });
		expect(kept!.json).toHaveProperty('error');
		await run('update', { fields, options: { unknownFields: 'leaveOut' } }, { items });
		expect(org.records('Contact')[0]).toMatchObject({ LastName: 'Roe', Phone: '1' });
	});

	it('changes the fields given and leaves the others', async () => {
		const [Id] = org.insert('Contact', [{ LastName: 'Doe', Phone: '1' }]);
		const output = await run('update', {}, { items: [{ Id: Id!, LastName: 'Roe' }] });
		expect(output[0]!.json).toEqual({ id: Id, success: true, created: false });
		expect(org.records('Contact')[0]).toMatchObject({ LastName: 'Roe', Phone: '1' });
	});
});

describe('record / update by another field than the Id', () => {
	const byKey = { fields: autoMap(['External_Id__c']) };

	it('changes the records that have the value, in two calls, and creates none', async () => {
		org.insert('Contact', people(3));
		const items = [
			{ External_Id__c: 'e-2', LastName: 'Two' },
			{ External_Id__c: 'E-9', LastName: 'Nobody' },
			{ External_Id__c: 'E-0', LastName: 'Zero' },
		];
		const output = await run('update', byKey, { items, onError: 'continueRegularOutput' });
		const names = org.records('Contact').map(({ LastName }) => LastName);
		expect(names).toEqual(['Zero', 'Doe 1', 'Two']);
		expect(output.map(({ json }) => json.success ?? json.details)).toEqual([
			true,
			expect.objectContaining({
				errorCode: 'NOT_FOUND',
				message: "No Contact has 'E-9' in 'External_Id__c'",
			}),
			true,
		]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(org.calls.filter(({ method }) => method !== 'GET')).toHaveLength(1);
	});

	it('changes none of several that have the value', async () => {
		org.insert('Contact', [
			{ LastName: 'A', Email: 'same@acme.example' },
			{ LastName: 'B', Email: 'same@acme.example' },
		]);
		const output = await run(
			'update',
			{ fields: autoMap(['Email']) },
			{ items: [{ Email: 'same@acme.example', LastName: 'X' }], onError: 'continueRegularOutput' },
		);
		expect(output[0]!.json.details).toMatchObject({ errorCode: 'MULTIPLE_CHOICES' });
		expect(org.records('Contact').map(({ LastName }) => LastName)).toEqual(['A', 'B']);
	});

	it('refuses an item without the value', async () => {
		await expect(run('update', byKey, { items: [{ LastName: 'X' }] })).rejects.toThrow(
			"The item has no value for 'External_Id__c'",
		);
	});
});

it('takes the URL of a record wherever an ID belongs', async () => {
	const [id = ''] = org.insert('Contact', people(1));
	const [account = ''] = org.insert('Account', [{ Name: 'Acme' }]);
	const page = (object: string, key: string) =>
		`https://acme.lightning.force.com/lightning/r/${object}/${key}/view`;
	const schema = [{ id: 'AccountId', type: 'string', salesforceType: 'reference' }];
	const value = { Id: page('Contact', id), AccountId: page('Account', account) };
	const fields = { mappingMode: 'defineBelow', value, matchingColumns: ['Id'], schema };
	const [item] = await run('update', { fields });
	expect(item!.json).toEqual({ id, success: true, created: false });
	expect(org.records('Contact')[0]).toMatchObject({ AccountId: account });
});

describe('record / delete', () => {
	it('deletes by id, URL and external id in one call, and names the missing one', async () => {
		const ids = org.insert('Contact', people(3));
		const keys = [
			ids[0]!,
			`${org.url}/lightning/r/Contact/${ids[1]!}/view`,
			ids[0]!.replace(/....$/, '9AAA'),
		];
		const recordId = { __rl: true, mode: 'id', value: '={{ $json.key }}' };
		const items = keys.map((key) => ({ key }));
		const output = await run('delete', { recordId }, { items, onError: 'continueRegularOutput' });
		expect(output.slice(0, 2).map(({ json }) => json)).toEqual([
			{ id: ids[0], deleted: true },
			{ id: ids[1], deleted: true },
		]);
		expect(output[2]!.json.error).toBeTypeOf('string');
		expect(org.calls).toHaveLength(1);
		const byExternalId = {
			recordId: { __rl: true, mode: 'externalId', value: 'E-2' },
			externalIdField: 'External_Id__c',
		};
		expect((await run('delete', byExternalId))[0]!.json).toEqual({ id: ids[2], deleted: true });
		expect(org.records('Contact')).toHaveLength(0);
	});
});

describe('record / get', () => {
	it('reads many ids in one call, in order, and names the missing one', async () => {
		const ids = org.insert('Contact', people(3));
		const missing = ids[0]!.replace(/....$/, '9AAA');
		const items = [ids[2]!, missing, ids[0]!].map((key) => ({ key }));
		const output = await run(
			'get',
			{
				recordId: { __rl: true, mode: 'id', value: '={{ $json.key }}' },
				options: { fields: ['LastName'] },
			},
			{ items, onError: 'continueRegularOutput' },
		);
		expect(org.calls).toHaveLength(1);
		expect(output[0]!.json.LastName).toBe('Doe 2');
		expect(output[1]!.json.details).toMatchObject({ errorCode: 'NOT_FOUND' });
		expect(output[2]!.json.LastName).toBe('Doe 0');
	});

	it('reads the others if one call fails, whatever the reason', async () => {
		org.insert('Contact', people(3));
		const headers = { 'Content-Type': 'application/json' };
		const fault = { status: 200, headers, body: '{"Id":"003' };
		org.addFault({ ...fault, match: { path: 'External_Id__c' }, after: 1 });
		const output = await run(
			'get',
			{
				recordId: { __rl: true, mode: 'externalId', value: '={{ $json.External_Id__c }}' },
				externalIdField: 'External_Id__c',
				options: { fields: ['LastName'] },
			},
			{ items: people(3), onError: 'continueRegularOutput' },
		);
		expect(output.map(({ json }) => json.LastName ?? json.details)).toEqual([
			'Doe 0',
			expect.objectContaining({ errorCode: 'INVALID_RESPONSE' }),
			'Doe 2',
		]);
	});

	it('reads one by an external id that holds what a path could trip over', async () => {
		org.insert('Contact', [{ LastName: 'Doe', External_Id__c: 'a/b?c#d %' }]);
		const recordId = { __rl: true, mode: 'externalId', value: 'a/b?c#d %' };
		const [item] = await run('get', { recordId, externalIdField: 'External_Id__c' });
		expect(item!.json).toMatchObject({ LastName: 'Doe' });
		expect(item!.json).not.toHaveProperty('attributes');
	});

	it.each(['', '..', 'abc', 'https://evil.example/x'])(
		'refuses "%s" before sending',
		async (value) => {
			await expect(run('get', { recordId: { __rl: true, mode: 'id', value } })).rejects.toThrow(
				'[item 0]',
			);
			expect(org.calls).toHaveLength(0);
		},
	);
});

describe('record / getAll', () => {
	it('filters by type, sorts and limits, and shows its SOQL', async () => {
		org.insert('Account', [
			{ Name: "O'Neil 100%", NumberOfEmployees: 5 },
			{ Name: "O'Neil 200", NumberOfEmployees: 50 },
			{ Name: 'Other', NumberOfEmployees: 500 },
		]);
		const test = contextOf('getAll', {
			object: { __rl: true, mode: 'name', value: 'Account' },
			filters: {
				conditions: [
					{ field: 'Name', operator: 'startsWith', value: "O'Neil" },
					{ field: 'NumberOfEmployees', operator: 'less', value: '50' },
				],
			},
			mustMatch: 'any',
			sort: { fields: [{ field: 'Name', direction: 'DESC', nulls: 'LAST' }] },
			limit: 1,
			returnFields: ['Name', 'NumberOfEmployees'],
			options: { where: "Name != 'x' OR Name = 'y'" },
		});
		const output = await runNode(test);
		expect(output.map(({ json }) => json.Name)).toEqual(["O'Neil 200"]);
		expect(test.hints[0]!.message).toBe(
			"SOQL: SELECT Id, Name, NumberOfEmployees FROM Account WHERE (Name LIKE 'O\\'Neil%' OR NumberOfEmployees < 50) AND (Name != 'x' OR Name = 'y') ORDER BY Name DESC NULLS LAST LIMIT 1",
		);
	});

	it('takes wildcards in a value as text', async () => {
		org.insert('Account', [{ Name: 'A 100%' }, { Name: 'A 1000' }]);
		const output = await run('getAll', {
			object: { __rl: true, mode: 'name', value: 'Account' },
			filters: { conditions: [{ field: 'Name', operator: 'endsWith', value: '0%' }] },
			returnAll: true,
			returnFields: ['Name'],
		});
		expect(output.map(({ json }) => json.Name)).toEqual(['A 100%']);
	});

	it('returns all readable fields if none is chosen', async () => {
		org.insert('Contact', people(1));
		const [item] = await run('getAll', { returnAll: true, simplify: false });
		expect(item!.json).toMatchObject({ LastName: 'Doe 0', External_Id__c: 'E-0', Phone: null });
	});
});
