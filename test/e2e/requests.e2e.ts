import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { credentialData } from '../../demo';
import { openFixture, type Fixture } from './openFixture';
import { autoMap, byName, pairedWith, runOperation } from './runOperation';

let fixture: Fixture;
let calls: number;
beforeAll(async () => {
	fixture = await openFixture();
});
beforeEach(() => {
	calls = fixture.org.calls.length;
});
afterAll(() => fixture.close());

const request = (parameters: object) => ({
	resource: 'apiRequest',
	operation: 'send',
	method: 'GET',
	...parameters,
});

describe('apiRequest / send', () => {
	it('sends JSON for each item, and says success if the answer is empty', async () => {
		const ids = fixture.org.insert('Contact', [{ LastName: 'Old 0' }, { LastName: 'Old 1' }]);
		const run = await runOperation(fixture, {
			parameters: request({
				method: 'PATCH',
				path: '=sobjects/Contact/{{ $json.Id }}',
				bodyType: 'json',
				body: '={{ { LastName: "New " + $itemIndex } }}',
			}),
			items: ids.map((Id) => ({ Id })),
		});
		expect(run.rows).toEqual([{ success: true }, { success: true }]);
		expect(pairedWith(run.outputs[0])).toEqual([0, 1]);
		expect(fixture.org.records('Contact').map(({ LastName }) => LastName)).toEqual([
			'New 0',
			'New 1',
		]);
	});

	it('takes a path from the root, query parameters and headers', async () => {
		const run = await runOperation(fixture, {
			parameters: request({
				path: '/services/data/v60.0/query',
				queryParameters: {
					values: [{ name: 'q', value: "SELECT Id FROM Contact WHERE LastName = 'a&b+c'" }],
				},
				options: {
					headers: { values: [{ name: 'Sforce-Query-Options', value: 'batchSize=200' }] },
				},
			}),
		});
		expect(run.rows).toEqual([{ totalSize: 0, done: true, records: [] }]);
		expect(fixture.org.calls.slice(calls)).toMatchObject([
			{
				path: '/services/data/v60.0/query',
				headers: { 'sforce-query-options': 'batchSize=200' },
			},
		]);
	});

	it('follows the pages of a list to the end, an item for each entry', async () => {
		fixture.org.insert(
			'Lead',
			Array.from({ length: 450 }, (_, n) => ({ LastName: `Doe ${n}`, Company: 'Acme' })),
		);
		const run = await runOperation(fixture, {
			parameters: request({
				path: 'query?q=SELECT+LastName+FROM+Lead+ORDER+BY+Id',
				options: {
					allPages: true,
					headers: { values: [{ name: 'Sforce-Query-Options', value: 'batchSize=200' }] },
				},
			}),
			items: [{}, {}],
		});
		expect(run.rows.map(({ LastName }) => LastName)).toEqual(
			Array.from({ length: 900 }, (_, n) => `Doe ${n % 450}`),
		);
		expect(pairedWith(run.outputs[0])).toEqual(
			Array.from({ length: 900 }, (_, n) => Math.floor(n / 450)),
		);
		expect(fixture.org.calls.slice(calls)).toHaveLength(6);
	});

	it('sends a file of the item as it is', async () => {
		const run = await runOperation(fixture, {
			before: {
				name: 'To File',
				type: 'n8n-nodes-base.convertToFile',
				typeVersion: 1.1,
				parameters: { operation: 'toJson', mode: 'each', options: {} },
			},
			parameters: request({ method: 'POST', path: 'sobjects/Contact', bodyType: 'file' }),
			items: [{ LastName: 'From a file' }],
		});
		expect(run.rows).toMatchObject([{ success: true }]);
		expect(fixture.org.records('Contact').map(({ LastName }) => LastName)).toContain('From a file');
	});

	it('gives an answer as a file that the next node can read', async () => {
		const run = await runOperation(fixture, {
			parameters: request({
				path: 'limits',
				options: { responseFormat: 'file', outputDataFieldName: 'limits' },
			}),
			after: [
				{
					name: 'From File',
					type: 'n8n-nodes-base.extractFromFile',
					typeVersion: 1,
					parameters: { operation: 'fromJson', binaryPropertyName: 'limits', options: {} },
				},
			],
		});
		expect(run.rows).toEqual([{ statusCode: 200 }]);
		expect(pairedWith(run.outputs[0])).toEqual([0]);
		const [read] = run.execution.nodes['From File']![0]!.outputs[0]!;
		expect(read!.json).toMatchObject({ data: { DailyApiRequests: { Max: 15_000 } } });
	});

	it('keeps to the domains that the credential allows', async () => {
		const { api, org, flows } = fixture;
		const { clientCredentials } = flows;
		const { credential } = clientCredentials;
		const limited = {
			...credentialData('clientCredentials', org),
			allowedHttpRequestDomains: 'domains',
			allowedDomains: 'example.com',
		};
		const id = await api.createCredential({
			name: 'Limited',
			type: credential.type,
			data: limited,
		});
		const changed = { ...clientCredentials, credential: { ...credential, id } };
		const { error } = await runOperation(
			{ ...fixture, flows: { ...flows, clientCredentials: changed } },
			{ parameters: request({ path: 'limits' }) },
		);
		expect(error?.message).toMatch(/not allowed/i);
		expect(org.calls.slice(calls)).toHaveLength(0);
	});

	it('lets no path leave the org', async () => {
		const { error } = await runOperation(fixture, {
			parameters: request({ path: 'https://evil.example/services/data' }),
		});
		expect(error?.message).toContain('[item 0]');
		expect(fixture.org.calls.slice(calls)).toHaveLength(0);
	});
});

describe('event / publish', () => {
	it('publishes an event for each item in one call, and names the refused one', async () => {
		const { org } = fixture;
		const run = await runOperation(fixture, {
			parameters: {
				resource: 'event',
				operation: 'publish',
				event: byName('Order_Placed__e'),
				fields: autoMap(),
			},
			items: [
				{ Order_Number__c: 'A-1', Amount__c: 1.5 },
				{ Amount__c: 2 },
				{ Order_Number__c: 'A-2', Amount__c: 3 },
			],
			onError: 'continueErrorOutput',
		});
		const [published, refused] = run.outputs;
		expect(run.rows.map(({ success }) => success)).toEqual([true, true]);
		expect(pairedWith(published)).toEqual([0, 2]);
		expect(pairedWith(refused)).toEqual([1]);
		expect(refused![0]!.json).toMatchObject({ details: { errorCode: 'REQUIRED_FIELD_MISSING' } });
		expect(org.events('/event/Order_Placed__e').map(({ payload }) => payload)).toMatchObject([
			{ Order_Number__c: 'A-1', Amount__c: 1.5 },
			{ Order_Number__c: 'A-2', Amount__c: 3 },
		]);
		expect(org.calls.slice(calls)).toHaveLength(1);
	});
});
