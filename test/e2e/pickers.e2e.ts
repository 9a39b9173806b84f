import type { INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialName, type Flow } from '../../demo';
import { openFixture, type Fixture } from './openFixture';
import { byName } from './runOperation';

interface Found {
	results: Array<{ name: string; value: string }>;
}

describe.each<Flow>(['clientCredentials', 'jwtBearer'])('the pickers by %s', (flow) => {
	let fixture: Fixture;
	beforeAll(async () => {
		fixture = await openFixture();
	});
	afterAll(() => fixture.close());

	/** What the editor asks n8n for to fill a picker of the node. */
	function ask<Answer>(list: string, methodName: string, parameters: object, rest: object = {}) {
		const { api, flows } = fixture;
		const { credential } = flows[flow];
		return api.call<Answer>('POST', `/rest/dynamic-node-parameters/${list}`, {
			path: 'parameters.object',
			methodName,
			nodeTypeAndVersion: {
				name: 'n8n-nodes-salesforce-server-to-server.salesforce',
				version: 1,
			},
			currentNodeParameters: {
				authentication: flow,
				resource: 'record',
				operation: 'create',
				object: byName('Contact'),
				...parameters,
			},
			credentials: { [credential.type]: { id: credential.id, name: credentialName(credential) } },
			...rest,
		});
	}

	const objects = async (operation: string, filter?: string) => {
		const rest = filter === undefined ? {} : { filter };
		const list = 'resource-locator-results';
		const { results } = await ask<Found>(list, 'searchObjects', { operation }, rest);
		return results;
	};
	const fieldsFor = async (method: string, operation: string) =>
		(await ask<ResourceMapperFields>('resource-mapper-fields', method, { operation })).fields;
	const options = (method: string, parameters: object = {}) =>
		ask<INodePropertyOptions[]>('options', method, parameters);

	it('list the objects that the operation can work on, found by label or API name', async () => {
		const creatable = (await objects('create')).map(({ value }) => value);
		expect(creatable).toEqual(expect.arrayContaining(['Account', 'Contact', 'UpsertTable__c']));
		expect(creatable).not.toContain('Organization');
		expect(creatable).not.toContain('Order_Placed__e');
		expect((await objects('getAll')).map(({ value }) => value)).toContain('Organization');
		expect(await objects('create', 'big tab')).toEqual([]);
		expect(await objects('getAll', 'big tab')).toEqual([
			{ name: 'Big Table (BigTable__c)', value: 'BigTable__c' },
		]);
	});

	it('list the platform events and their fields', async () => {
		const list = 'resource-locator-results';
		const { results } = await ask<Found>(list, 'searchEvents', { resource: 'event' });
		expect(results).toContainEqual({
			name: 'Order Placed (Order_Placed__e)',
			value: 'Order_Placed__e',
		});
		const { fields } = await ask<ResourceMapperFields>('resource-mapper-fields', 'getEventFields', {
			resource: 'event',
			operation: 'publish',
			event: byName('Order_Placed__e'),
		});
		expect(fields.map(({ id, required }) => [id, required])).toEqual([
			['Order_Number__c', true],
			['Amount__c', false],
			['Placed_At__c', false],
		]);
	});

	it('show the fields that can be set, required ones first', async () => {
		const fields = await fieldsFor('getCreateFields', 'create');
		expect(fields[0]).toMatchObject({ id: 'LastName', required: true, removed: false });
		const names = fields.map(({ id }) => id);
		expect(names).toEqual(expect.arrayContaining(['Phone', 'Account.External_Id__c']));
		expect(names).not.toContain('CreatedDate');
	});

	it('match updates on the id and upserts on an external id', async () => {
		const matches = async (method: string, operation: string) =>
			(await fieldsFor(method, operation)).filter(({ canBeUsedToMatch }) => canBeUsedToMatch);
		expect(await matches('getUpdateFields', 'update')).toMatchObject([
			{ id: 'Id', defaultMatch: true },
			{ id: 'External_Id__c', defaultMatch: false },
			{ id: 'Email', defaultMatch: false },
		]);
		const [first] = await matches('getUpsertFields', 'upsert');
		expect(first).toMatchObject({ id: 'External_Id__c', defaultMatch: true });
	});

	it.each([
		['getFields', ['Id', 'CreatedDate', 'LastName']],
		['getFilterFields', ['Id', 'CreatedDate', 'LastName']],
		['getSortFields', ['Id', 'CreatedDate', 'LastName']],
		['getExternalIdFields', ['External_Id__c']],
	])('%s lists fields of the object', async (method, names) => {
		const listed = (await options(method)).map(({ value }) => value);
		expect(listed).toEqual(expect.arrayContaining(names));
		expect(await options(method, { object: byName('') })).toEqual([]);
	});

	it('list the API versions of the org, newest first', async () => {
		const versions = (await options('getApiVersions')).map(({ value }) => value);
		expect(versions[0]).toBe('v68.0');
		expect(versions).toContain('v67.0');
	});

	it('need one login for all of it', () => {
		expect(fixture.org.logins).toBe(1);
	});

	it("show Salesforce's own text if an object is unknown", async () => {
		const asked = ask('options', 'getFields', { object: byName('Nonsense__c') });
		await expect(asked).rejects.toThrow(/The requested resource does not exist/);
	});
});
