import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { type ContextOptions, createContext } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

const run = (parameters: IDataObject, rest: Omit<ContextOptions, 'parameters'> = {}) =>
	runNode(createContext(org, { ...rest, parameters }));

describe('search / executeSearch', () => {
	it('finds a term in several objects, and each item says which it is of', async () => {
		org.insert('Account', [{ Name: 'Zebra (Ltd)' }]);
		org.insert('Contact', [{ LastName: 'Zebra' }, { LastName: 'Other' }]);
		const output = await run({
			resource: 'search',
			operation: 'executeSearch',
			term: 'Zebra',
			objects: 'Account, Contact',
			returnAll: true,
			options: { fields: 'Id,Name' },
		});
		expect(output.map(({ json }) => json.object).toSorted()).toEqual(['Account', 'Contact']);
		expect(output[0]!.json).toHaveProperty('Name');
	});

	const search = (parameters: IDataObject) =>
		run({ resource: 'search', operation: 'executeSearch', returnAll: true, ...parameters });
	const namesOf = (output: INodeExecutionData[]) => output.map(({ json }) => json.Name);

	it.each<[string, string, string[]]>([
		['gonz', 'words', []],
		['gonz*', 'words', ['Gonzalez', 'Maria Gonzalo']],
		['gonz', 'beginnings', ['Gonzalez', 'Maria Gonzalo']],
		['gon* mar', 'beginnings', ['Maria Gonzalo']],
		['gonz* x', 'words', []],
		['Gonz*lez', 'words', []],
		['Zebra (Lt', 'beginnings', ['Zebra (Ltd)']],
		['a* (b)', 'words', ['a* (b)']],
	])('finds by %s, matching %s', async (term, match, expected) => {
		org.insert('Contact', [
			...[{ LastName: 'Gonzalez' }, { FirstName: 'Maria', LastName: 'Gonzalo' }],
			...[{ LastName: 'Zebra (Ltd)' }, { LastName: 'a* (b)' }],
		]);
		const found = await search({ term, objects: ['Contact'], options: { match } });
		expect(namesOf(found).toSorted()).toEqual(expected);
	});

	it('gives the ID and the name, whatever the object calls it', async () => {
		org.insert('Contact', [{ LastName: 'Zebra' }]);
		org.insert('Case', [{ Subject: 'Zebra' }]);
		const found = await search({ term: 'Zebra', objects: ['Contact', 'Case'] });
		expect(found.map(({ json }) => Object.keys(json))).toEqual([
			['object', 'Id', 'Name'],
			['object', 'Id', 'CaseNumber'],
		]);
	});

	it('asks nothing but the search for the objects that everybody searches', async () => {
		await search({ term: 'Zebra', objects: ['Account', 'Contact', 'Lead', 'UpsertTable__c'] });
		expect(org.calls).toHaveLength(1);
	});

	it('runs SOSL as it is', async () => {
		org.insert('Contact', [{ LastName: 'Zebra' }]);
		const output = await run({
			resource: 'search',
			operation: 'executeSearch',
			searchBy: 'sosl',
			sosl: 'FIND {Zebra} IN ALL FIELDS RETURNING Contact(LastName)',
			returnAll: true,
		});
		expect(output[0]!.json).toMatchObject({ object: 'Contact', LastName: 'Zebra' });
	});
});

describe('apiRequest / send', () => {
	const send = (parameters: IDataObject, rest: Omit<ContextOptions, 'parameters'> = {}) =>
		run({ resource: 'apiRequest', operation: 'send', method: 'GET', ...parameters }, rest);

	it('takes a path below the version or from the root, with query parameters and headers', async () => {
		const [limits] = await send({ path: 'limits' });
		expect(limits!.json).toHaveProperty('DailyApiRequests');
		const [query] = await send({
			path: '/services/data/v60.0/query',
			queryParameters: {
				values: [{ name: 'q', value: "SELECT Id FROM Contact WHERE LastName = 'a&b+c'" }],
			},
		});
		expect(query!.json).toMatchObject({ totalSize: 0 });
	});

	it.each([
		'limits',
		'/limits',
		'services/data/v67.0/limits',
		'/services/data/v67.0/limits',
		'ORG',
	])('takes the path %s as it is meant', async (path) => {
		const whole = `${org.url}/services/data/v67.0/limits`;
		const [limits] = await send({ path: path === 'ORG' ? whole : path });
		expect(limits!.json).toHaveProperty('DailyApiRequests');
		expect(org.calls.at(-1)!.path).toBe('/services/data/v67.0/limits');
	});

	it('keeps what is beside the REST API at the root, and encodes blanks in a path', async () => {
		const paths = ['/id/00Dxx/005xx', 'services/apexrest/my orders', '/sobjects/a b?q=c d'];
		for (const path of paths) await send({ path }, { onError: 'continueRegularOutput' });
		expect(org.calls.map(({ path }) => path.split('?')[0])).toEqual([
			'/id/00Dxx/005xx',
			'/services/apexrest/my%20orders',
			'/services/data/v67.0/sobjects/a%20b',
		]);
	});

	it('says how paths are read if there is nothing', async () => {
		const [output] = await send({ path: '/limitz' }, { onError: 'continueRegularOutput' });
		expect(output!.json.details).toMatchObject({
			errorCode: 'NOT_FOUND',
			advice: expect.stringContaining('A path is read below the API version') as string,
		});
	});

	it('sends JSON, and says success if the answer is empty', async () => {
		const body = '{ "LastName": "Doe" }';
		const [created] = await send({
			method: 'POST',
			path: 'sobjects/Contact',
			bodyType: 'json',
			body,
		});
		const path = `sobjects/Contact/${created!.json.id as string}`;
		const [changed] = await send({
			method: 'PATCH',
			path,
			bodyType: 'json',
			body: { LastName: 'Roe' },
		});
		expect(changed!.json).toEqual({ success: true });
		expect(org.records('Contact')[0]).toMatchObject({ LastName: 'Roe' });
	});

	it('follows pages to the end, an item for each entry', async () => {
		org.insert(
			'Contact',
			Array.from({ length: 450 }, (_, n) => ({ LastName: `Doe ${n}` })),
		);
		const headers = { values: [{ name: 'Sforce-Query-Options', value: 'batchSize=200' }] };
		const output = await send({
			path: 'query?q=SELECT+LastName+FROM+Contact',
			options: { allPages: true, headers },
		});
		expect(output).toHaveLength(450);
		expect(org.calls).toHaveLength(3);
	});

	it('gives an answer as a file', async () => {
		const [file] = await send({ path: 'limits', options: { responseFormat: 'file' } });
		const { data, mimeType } = file!.binary!.data!;
		expect(mimeType).toBe('application/json');
		expect(JSON.parse(Buffer.from(data, 'base64').toString())).toHaveProperty('DailyApiRequests');
	});

	it.each([
		'https://evil.example/services/data',
		'//evil.example/x',
		'/\\evil.example',
		'/services/data/../../x',
		'sobjects/%2e%2e/x',
		'',
		'http://user@127.0.0.1/x',
	])('refuses "%s", which leaves the org, before anything is sent there', async (path) => {
		await expect(send({ path })).rejects.toThrow();
		expect(org.calls).toHaveLength(0);
	});

	it('lets nobody replace the session’s header', async () => {
		const headers = { values: [{ name: 'authorization', value: 'Bearer x' }] };
		await expect(send({ path: 'limits', options: { headers } })).rejects.toThrow(
			/set by the credential/,
		);
	});

	it('names the parameter whose JSON is broken', async () => {
		const broken = { method: 'POST', path: 'sobjects/Contact', bodyType: 'json', body: '{' };
		await expect(send(broken)).rejects.toThrow("The parameter 'Body' is not valid JSON [item 0]");
	});
});

describe('event / publish', () => {
	it('publishes an event for each item in one call, and takes OPERATION_ENQUEUED for success', async () => {
		org.metadata.add({
			name: 'Order_Shipped__e',
			label: 'Order Shipped',
			keyPrefix: 'e01',
			custom: true,
			fields: [{ name: 'Number__c', type: 'string', length: 40 }],
		} as never);
		const output = await run(
			{
				resource: 'event',
				operation: 'publish',
				event: { __rl: true, mode: 'name', value: 'Order_Shipped__e' },
				fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
			},
			{ items: [{ Number__c: 'A' }, { Number__c: 'B' }] },
		);
		expect(output.map(({ json }) => json.success)).toEqual([true, true]);
		expect(org.calls).toHaveLength(1);
	});
});
