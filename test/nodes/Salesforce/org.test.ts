import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { Salesforce } from '../../../nodes/Salesforce/Salesforce.node';
import { type ContextOptions, createContext, createEditorContext } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg();
});
afterEach(() => org.close());

const run = async (
	operation: string,
	parameters: IDataObject = {},
	rest: Omit<ContextOptions, 'parameters'> = {},
) => {
	const context = createContext(org, {
		...rest,
		parameters: { resource: 'org', operation, ...parameters },
	});
	return (await runNode(context)).map(({ json }) => json);
};

describe('org / getUser', () => {
	it('tells who the credential acts as, and where', async () => {
		const [user] = await run('getUser');
		expect(user).toMatchObject({
			username: org.username,
			name: 'Integration',
			profile: 'Minimum Access - API Only Integrations',
			license: 'Salesforce Integration',
			organizationId: org.id,
			isSandbox: false,
			instanceUrl: org.url,
			scopes: ['api', 'id'],
			apiVersion: 'v67.0',
		});
		expect(user!.userId).toMatch(/^005/);
		expect(org.logins).toBe(1);
	});

	it('tells of the user that an item acts as', async () => {
		const username = 'jane.doe@acme.com';
		org.insert('User', [
			{ Username: username, LastName: 'Doe', Alias: 'jdoe', Email: username, IsActive: true },
		]);
		org.app.preauthorizedUsernames.push(username);
		const parameters = { authentication: 'jwtBearer', options: { runAsUser: username } };
		const credential = { ...credentialFor(), allowedUsers: '*' };
		const [user] = await run('getUser', parameters, { credential });
		expect(user).toMatchObject({ username });
	});

	const credentialFor = () => ({
		myDomainUrl: org.url,
		consumerKey: org.clientId,
		username: org.username,
		privateKey: org.privateKey,
	});

	it('leaves open what the user may not see', async () => {
		const body = [{ errorCode: 'INVALID_TYPE', message: 'No' }];
		org.addFault({ match: { path: '/query' }, status: 400, body });
		const [user] = await run('getUser');
		expect(user).toMatchObject({ username: null, organizationId: org.id });
	});
});

describe('org', () => {
	it('tells each limit and what is left of it', async () => {
		const limits = await run('getLimits');
		const api = limits.find(({ name }) => name === 'DailyApiRequests');
		expect(api).toMatchObject({ max: 15_000, percentLeft: expect.any(Number) });
		expect(Number(api!.remaining) + Number(api!.used)).toBe(15_000);
	});

	it('lists objects, simplified or as Salesforce gives them', async () => {
		const objects = await run('getObjects');
		expect(objects.find(({ name }) => name === 'Contact')).toEqual({
			...{ name: 'Contact', label: 'Contact', custom: false, queryable: true },
			...{ createable: true, updateable: true, deletable: true, searchable: true },
		});
		const [raw] = await run('getObjects', { simplify: false });
		expect(raw).toHaveProperty('keyPrefix');
	});

	it('describes an object, a row for each field', async () => {
		const object = { __rl: true, mode: 'name', value: 'Contact' };
		const fields = await run('describeObject', { object });
		expect(fields.find(({ name }) => name === 'LastName')).toMatchObject({
			object: 'Contact',
			type: 'string',
			length: 80,
			required: true,
		});
		expect(fields.find(({ name }) => name === 'AccountId')).toMatchObject({
			referenceTo: 'Account',
			relationshipName: 'Account',
		});
		const [raw] = await run('describeObject', { object, simplify: false });
		expect(raw!.fields).toHaveLength(fields.length);
		await expect(run('describeObject', { object: '' })).rejects.toThrow("'Object' is empty");
	});

	it('counts the records of objects by one call, in the order asked', async () => {
		org.insert('Contact', [{ LastName: 'a' }, { LastName: 'b' }]);
		const counts = await run('getRecordCounts', { objects: ['contact', 'Account', 'Nothing__c'] });
		expect(counts).toEqual([
			{ object: 'Contact', count: 2 },
			{ object: 'Account', count: 0 },
			{ object: 'Nothing__c', count: null },
		]);
		expect(org.calls).toHaveLength(1);
		const all = await run('getRecordCounts');
		expect(all.find(({ object }) => object === 'Contact')).toMatchObject({ count: 2 });
		for (const wrong of ['A b', '={{ ["Account", 5] }}']) {
			await expect(run('getRecordCounts', { objects: wrong })).rejects.toThrow('is not the name');
		}
		expect(await run('getRecordCounts', { objects: '["Contact"]' })).toHaveLength(1);
	});

	it('offers objects that can be counted', async () => {
		const editor = createEditorContext(org, { resource: 'org', operation: 'getRecordCounts' });
		const options = await new Salesforce().methods.loadOptions.getCountableObjects.call(editor);
		expect(options.map(({ value }) => value)).toContain('Contact');
	});
});
