import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { createContext } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

const contextOf = (query: string, parameters: IDataObject = {}, items: IDataObject[] = [{}]) =>
	createContext(org, {
		items,
		parameters: {
			resource: 'query',
			operation: 'executeQuery',
			query,
			returnAll: true,
			...parameters,
		},
	});

const run = async (...args: Parameters<typeof contextOf>) =>
	(await runNode(contextOf(...args))).map(({ json }) => json);

const seed = (count: number) =>
	org.insert(
		'Contact',
		Array.from({ length: count }, (_, n) => ({ LastName: `Doe ${n}`, External_Id__c: `E-${n}` })),
	);

describe('query / executeQuery', () => {
	it('reads all pages, in order, over one socket', async () => {
		seed(4500);
		const rows = await run('SELECT External_Id__c FROM Contact ORDER BY Id');
		expect(rows.map((row) => row.External_Id__c)).toEqual(
			Array.from({ length: 4500 }, (_, n) => `E-${n}`),
		);
		expect([org.calls.length, org.sockets]).toEqual([3, 1]);
	});

	it('asks for no more pages than the limit needs, and for small ones', async () => {
		seed(1000);
		const rows = await run('SELECT Id FROM Contact', { returnAll: false, limit: 250 });
		expect(rows).toHaveLength(250);
		expect(org.calls).toHaveLength(1);
		expect(org.calls[0]!.headers['sforce-query-options']).toBe('batchSize=250');
	});

	it('runs once for each item, with its own values', async () => {
		seed(10);
		const bindings = { values: [{ name: 'id', type: 'auto', value: '={{ $json.id }}' }] };
		const items = [{ id: 'E-7' }, { id: 'E-2' }];
		const test = contextOf(
			'SELECT LastName FROM Contact WHERE External_Id__c = :id',
			{ bindings },
			items,
		);
		expect(await runNode(test)).toEqual([
			{ json: { LastName: 'Doe 7' }, pairedItem: { item: 0 } },
			{ json: { LastName: 'Doe 2' }, pairedItem: { item: 1 } },
		]);
	});

	it('splits a long list over several calls, and the rows are those of the whole', async () => {
		seed(1500);
		const value = Array.from({ length: 1500 }, (_, n) => `E-${n}`);
		const bindings = { values: [{ name: 'ids', type: 'list', value }] };
		const rows = await run('SELECT Id FROM Contact WHERE External_Id__c IN :ids', { bindings });
		expect(new Set(rows.map(({ Id }) => Id)).size).toBe(1500);
		expect(org.calls.length).toBeGreaterThan(1);
		expect(org.calls.every(({ method }) => method === 'GET')).toBe(true);
	});

	it('sends a long query that must stay whole in a request body', async () => {
		seed(3000);
		const value = Array.from({ length: 2500 }, (_, n) => `E-${n}`);
		const bindings = { values: [{ name: 'ids', type: 'list', value }] };
		const soql = 'SELECT External_Id__c FROM Contact WHERE External_Id__c IN :ids ORDER BY Id';
		const rows = await run(soql, { bindings });
		expect(rows.map((row) => row.External_Id__c)).toEqual(value);
		expect(org.calls[0]).toMatchObject({
			method: 'POST',
			path: '/services/data/v67.0/composite/batch',
		});
	});

	it('drops attributes, nested ones too, and keeps them if they are wanted', async () => {
		const [AccountId] = org.insert('Account', [{ Name: 'Acme' }]);
		org.insert('Contact', [
			{ LastName: 'Doe', AccountId: AccountId!, Description: 'a "attributes":{"type":"x"}, b' },
		]);
		const soql = 'SELECT LastName, Description, Account.Name, Account.Owner.Name FROM Contact';
		const [plain] = await run(soql);
		expect(plain).toMatchObject({
			LastName: 'Doe',
			Description: 'a "attributes":{"type":"x"}, b',
			Account: { Name: 'Acme' },
		});
		expect(JSON.stringify(plain).match(/"attributes"/g)).toBeNull();
		const [whole] = await run(soql, { options: { includeAttributes: true } });
		expect(whole).toMatchObject({
			attributes: { type: 'Contact' },
			Account: { attributes: { type: 'Account' } },
		});
		const [flat] = await run(soql, { options: { relatedRecords: 'flat' } });
		expect(flat).toMatchObject({ LastName: 'Doe', 'Account.Name': 'Acme' });
	});

	it('writes datetimes as ISO 8601 if it is asked to', async () => {
		seed(1);
		const soql = 'SELECT CreatedDate FROM Contact';
		expect((await run(soql))[0]!.CreatedDate).toMatch(/\+0000$/);
		expect((await run(soql, { options: { isoDates: true } }))[0]!.CreatedDate).toMatch(/\.\d{3}Z$/);
	});

	it('returns aggregates, and the deleted if they are wanted', async () => {
		const [id] = seed(3);
		org.delete('Contact', [id!]);
		expect(await run('SELECT COUNT(Id) total FROM Contact')).toEqual([{ total: 2 }]);
		expect(await run('SELECT Id FROM Contact', { options: { includeDeleted: true } })).toHaveLength(
			3,
		);
	});

	it('completes child records that come in pages', async () => {
		const [AccountId] = org.insert('Account', [{ Name: 'Acme' }]);
		const children = Array.from({ length: 450 }, (_, n) => ({
			LastName: `Doe ${n}`,
			AccountId: AccountId!,
		}));
		org.insert('Contact', children);
		const soql = 'SELECT Name, (SELECT LastName FROM Contacts) FROM Account';
		const [row] = await run(soql, { options: { batchSize: 200 } });
		const contacts = row!.Contacts as { done: boolean; records: IDataObject[] };
		expect(contacts.records).toHaveLength(450);
		expect(contacts.done).toBe(true);
		expect(contacts.records[449]).toEqual({ LastName: expect.stringMatching(/^Doe /) });
	});
});

describe('query / explain', () => {
	it('gives the plans as items and reads no record', async () => {
		seed(1);
		const [plan] = await run('SELECT Id FROM Contact WHERE LastName = :n', {
			operation: 'explain',
			bindings: { values: [{ name: 'n', type: 'string', value: 'Doe' }] },
		});
		expect(plan).toMatchObject({
			sobjectType: 'Contact',
			leadingOperationType: expect.any(String),
		});
	});
});
