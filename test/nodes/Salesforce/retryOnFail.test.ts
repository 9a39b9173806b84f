import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { createContext, type TestContext } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const autoMap = { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] };

/** A node as n8n runs it with "Retry On Fail": each try gets the same items. */
const prepare = (parameters: IDataObject, items: IDataObject[], retryOnFail = true) =>
	createContext(org, { retryOnFail, items, parameters });

const create = (items: IDataObject[], retryOnFail?: boolean) =>
	prepare(
		{
			resource: 'record',
			operation: 'create',
			object: byName('Contact'),
			fields: autoMap,
			options: { batchSize: 2 },
		},
		items,
		retryOnFail,
	);

const contacts = (count: number) =>
	Array.from({ length: count }, (_, n) => ({ LastName: `Doe ${n}` }));

const lastNames = () => org.records('Contact').map(({ LastName }) => LastName);

/** What a try has thrown. */
const fail = (test: TestContext) =>
	runNode(test).then(
		() => Promise.reject(new Error('It should have failed')),
		(error: Error & { description?: string }) => error,
	);

const QUOTA = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }];

describe('Retry On Fail', () => {
	it('sends only the records that the last try has not saved, and gives all of them in order', async () => {
		const test = create(contacts(6));
		org.addFault({ match: { path: 'composite' }, after: 1, times: 1, status: 403, body: QUOTA });
		expect((await fail(test)).description).toMatch(/^2 records were saved before and stay saved/);
		const output = await runNode(test);
		expect(lastNames()).toEqual(contacts(6).map(({ LastName }) => LastName));
		const idOf = new Map(org.records('Contact').map(({ LastName, Id }) => [LastName, Id]));
		expect(output.map(({ json }) => json)).toEqual(
			contacts(6).map(({ LastName }) => ({ id: idOf.get(LastName), success: true, created: true })),
		);
	});

	it('never sends a create again whose answer was lost', async () => {
		const test = create(contacts(2));
		org.addFault({ match: { path: 'composite' }, times: 1, dropAfter: true });
		const first = await fail(test);
		const second = await fail(test);
		expect(second.message).toBe(first.message);
		expect(second.message).toMatch(/may have been saved or not/);
		expect(lastNames()).toEqual(['Doe 0', 'Doe 1']);
	});

	it('is nothing to a node that has it off: what its user runs again is sent again', async () => {
		const test = create(contacts(2), false);
		await runNode(test);
		await runNode(test);
		expect(lastNames()).toHaveLength(4);
	});

	it('counts a record as deleted that the last try deleted, also by its external id', async () => {
		org.insert('Contact', [
			{ LastName: 'A', External_Id__c: 'E-1' },
			{ LastName: 'B', External_Id__c: 'E-2' },
		]);
		const test = prepare(
			{
				resource: 'record',
				operation: 'delete',
				object: byName('Contact'),
				recordId: { __rl: true, mode: 'externalId', value: '={{ $json.key }}' },
				externalIdField: 'External_Id__c',
				options: { batchSize: 1 },
			},
			[{ key: 'E-1' }, { key: 'E-2' }],
		);
		const match = { method: 'DELETE', path: 'composite' };
		org.addFault({ match, after: 1, times: 1, status: 403, body: QUOTA });
		await fail(test);
		const output = await runNode(test);
		expect(output.map(({ json }) => json.deleted)).toEqual([true, true]);
		expect(org.records('Contact')).toEqual([]);
	});

	const post = (items: IDataObject[]) =>
		prepare(
			{
				resource: 'apiRequest',
				operation: 'send',
				method: 'POST',
				path: 'sobjects/Contact',
				bodyType: 'json',
				body: '={{ $json }}',
			},
			items,
		);

	it('never sends an API request again that may have created something', async () => {
		const test = post(contacts(1));
		org.addFault({ match: { path: 'sobjects' }, times: 1, dropAfter: true });
		await fail(test);
		expect((await fail(test)).message).toMatch(/may have been carried out or not/);
		expect(lastNames()).toEqual(['Doe 0']);
	});

	it('sends an API request again that failed, and no other', async () => {
		const test = post(contacts(3));
		org.addFault({ match: { path: 'sobjects' }, after: 1, times: 1, status: 403, body: QUOTA });
		await fail(test);
		expect(await runNode(test)).toHaveLength(3);
		expect(lastNames()).toEqual(['Doe 0', 'Doe 1', 'Doe 2']);
	});

	it('knows a try as a tool by its arguments: each gets a new item around the same ones', async () => {
		const test = create([]);
		const args = { LastName: 'By an agent' };
		Object.assign(test.context, {
			isToolExecution: () => true,
			getInputData: () => [{ json: args }],
		});
		org.addFault({ match: { path: 'composite' }, times: 1, dropAfter: true });
		expect((await fail(test)).message).toMatch(/may have been saved or not/);
		expect((await fail(test)).message).toMatch(/may have been saved or not/);
		expect(lastNames()).toEqual(['By an agent']);
	});
});
