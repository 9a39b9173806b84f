import { createSign } from 'node:crypto';
import { Connection } from 'jsforce';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Org, startOrg } from '../../emulator';

/** A client that others wrote, which knows nothing of this project. */
let org: Org;
let connection: Connection;
beforeEach(async () => {
	org = await startOrg({ sampleData: true });
	const { url: instanceUrl } = org;
	connection = new Connection({
		instanceUrl,
		accessToken: org.issueToken(),
		version: '67.0',
	});
});
afterEach(async () => await org.close());

const ids = (results: { id?: string | undefined }[]) => results.map((result) => String(result.id));

describe('jsforce', () => {
	test('logs in by Client Credentials', async () => {
		const { clientId, clientSecret, url: loginUrl } = org;
		const client = new Connection({
			instanceUrl: loginUrl,
			oauth2: { clientId, clientSecret, loginUrl },
		});
		const user = await client.authorize({ grant_type: 'client_credentials' });
		expect(user.organizationId).toBe(org.id);
		expect((await client.identity()).username).toBe(org.username);
	});

	test('logs in by JWT Bearer', async () => {
		const { url: loginUrl } = org;
		const client = new Connection({ instanceUrl: loginUrl, loginUrl });
		const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
		const exp = Math.floor(Date.now() / 1000) + 120;
		const claims = { iss: org.clientId, sub: org.username, aud: org.url, exp };
		const content = `${encode({ alg: 'RS256' })}.${encode(claims)}`;
		const signature = createSign('RSA-SHA256').update(content).sign(org.privateKey, 'base64url');
		await client.authorize({
			grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
			assertion: `${content}.${signature}`,
		});
		expect((await client.query('SELECT Id FROM Account LIMIT 1')).records).toHaveLength(1);
	});

	test('creates, reads, changes, upserts and deletes records', async () => {
		const contacts = connection.sobject('Contact');
		const created = await contacts.create({ LastName: 'Doe', External_Id__c: 'x-1' });
		const id = String(created.id);
		await contacts.update({ Id: id, FirstName: 'Jane' });
		expect(await contacts.retrieve(id)).toMatchObject({ Name: 'Jane Doe' });
		const upserted = await contacts.upsert(
			{ External_Id__c: 'x-1', Title: 'Dr.' },
			'External_Id__c',
		);
		expect(upserted).toMatchObject({ id, success: true, created: false });
		await contacts.destroy(id);
		await expect(contacts.retrieve(id)).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
		await expect(contacts.create({ FirstName: 'x' })).rejects.toMatchObject({
			errorCode: 'REQUIRED_FIELD_MISSING',
		});
	});

	test('saves many records at once', async () => {
		const contacts = connection.sobject('Contact');
		const rows = Array.from({ length: 250 }, (_, index) => ({
			LastName: `L${index}`,
			External_Id__c: `k${index}`,
		}));
		const created = await contacts.create(rows, { allowRecursive: true });
		expect(created.every((result) => result.success)).toBe(true);
		const some = ids(created).slice(0, 3);
		await contacts.update(some.map((Id) => ({ Id, Title: 'x' })));
		expect(await contacts.retrieve(some)).toMatchObject([
			{ Title: 'x' },
			{ Title: 'x' },
			{ Title: 'x' },
		]);
		const upserted = await contacts.upsert(
			[
				{ External_Id__c: 'k0', LastName: 'a' },
				{ External_Id__c: 'new', LastName: 'b' },
			],
			'External_Id__c',
		);
		expect(upserted).toMatchObject([{ created: false }, { created: true }]);
		await contacts.destroy(ids(created), { allowRecursive: true });
		expect(await contacts.count({ External_Id__c: { $like: 'k%' } })).toBe(0);
	});

	test('upserts all of several records, or none', async () => {
		const table = connection.sobject('UpsertTable__c');
		const rows = (...names: string[]) =>
			names.map((Name, index) => ({ Name, ExtId__c: `k${index}` }));
		const good = await table.upsert(rows('a', 'b'), 'ExtId__c', { allOrNone: true });
		expect(good).toMatchObject([{ created: true }, { created: true }]);
		const rolledBack = { statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' };
		const bad = await table.upsert(rows('c', 'd'.repeat(81)), 'ExtId__c', { allOrNone: true });
		expect(bad).toMatchObject([
			{ success: false, errors: [rolledBack] },
			{ success: false, errors: [{ statusCode: 'STRING_TOO_LONG' }, rolledBack] },
		]);
		const fresh = [
			{ Name: 'c', ExtId__c: 'n0' },
			{ Name: '', ExtId__c: 'n1' },
		];
		const emptied = [
			...(await table.upsert(rows('c', ''), 'ExtId__c', { allOrNone: true })),
			...(await table.upsert(fresh, 'ExtId__c', { allOrNone: true })),
		];
		for (const { errors } of emptied) {
			expect(errors).toContainEqual(expect.objectContaining(rolledBack));
		}
		const kept = await table.find({}, 'Name').sort({ Name: 1 }).execute();
		expect(kept.map(({ Name }) => Name as string)).toEqual(['a', 'b']);
	});

	test('lists tabs and theme, and what was viewed of an object', async () => {
		const text = expect.any(String) as string;
		const tabs = (await connection.tabs()) as object[];
		expect(tabs).toContainEqual(expect.objectContaining({ label: 'Accounts' }));
		for (const tab of tabs) expect(tab).toMatchObject({ label: text, name: text, url: text });
		const { themeItems } = await connection.theme();
		expect(themeItems.length).toBeGreaterThan(5);
		for (const { name, colors, icons } of themeItems) {
			expect(name).toEqual(text);
			expect(colors?.[0]).toMatchObject({ color: text, context: text, theme: text });
			expect(icons?.[0]).toMatchObject({ url: text, contentType: text, width: 32, height: 32 });
		}
		await connection.query('SELECT Id FROM Account LIMIT 2 FOR VIEW');
		expect(await connection.sobject('Account').recent()).toHaveLength(2);
		const viewed = await connection.recent(2);
		expect(viewed).toMatchObject(Array(2).fill({ attributes: { type: 'Account' }, Name: text }));
	});

	test('tells who it is, and what changed between moments that are texts', async () => {
		const identity = await connection.identity();
		expect(identity).toMatchObject({ email: expect.any(String), photos: {}, urls: {} });
		const [start, end] = [Date.now() - 60_000, Date.now() + 60_000].map((time) =>
			String(new Date(time)),
		);
		const accounts = connection.sobject('Account');
		expect((await accounts.updated(start ?? '', end ?? '')).ids).toHaveLength(9);
		expect((await accounts.deleted(start ?? '', end ?? '')).deletedRecords).toEqual([]);
	});

	test('queries, following the pages by itself', async () => {
		const found = await connection.query('SELECT Id, Name FROM BigTable__c', {
			autoFetch: true,
			maxFetch: 50_000,
		});
		expect(found.records).toHaveLength(25_005);
		const accounts = await connection
			.sobject('Account')
			.find({ Name: { $like: 'E%' } }, 'Id, Name')
			.include('Contacts')
			.select('LastName')
			.end()
			.sort({ Name: 1 })
			.execute();
		expect(accounts).toMatchObject([
			{ Name: 'Edge Communications', Contacts: { totalSize: 2 } },
			{ Name: 'Express Logistics and Transport' },
		]);
		const explained = await connection.request<{ plans: unknown[] }>(
			'/query?explain=SELECT+Id+FROM+Account',
		);
		expect(explained.plans).toHaveLength(1);
	});

	test('searches, describes, reads limits, changes and versions', async () => {
		const { searchRecords } = await connection.search(
			'FIND {Rose Gonzalez} RETURNING Contact(Id, Name)',
		);
		expect(searchRecords).toMatchObject([{ Name: 'Rose Gonzalez' }]);
		expect((await connection.describeGlobal()).sobjects.map(({ name }) => name)).toContain(
			'Machine__c',
		);
		const described = await connection.describe('Contact');
		expect(described.fields.find(({ name }) => name === 'LastName')).toMatchObject({
			nillable: false,
			length: 80,
		});
		expect((await connection.limits()).DailyApiRequests).toMatchObject({ Max: 15_000 });
		expect(connection.limitInfo.apiUsage?.limit).toBe(15_000);
		const [start, end] = [Date.now() - 5 * 60_000, Date.now() + 5 * 60_000].map(
			(time) => new Date(time),
		);
		const { ids: changed } = await connection.sobject('Account').updated(start ?? '', end ?? '');
		expect(changed).toHaveLength(9);
		await connection.sobject('Account').destroy(String(changed[0]));
		const { deletedRecords } = await connection.sobject('Account').deleted(start ?? '', end ?? '');
		expect(deletedRecords).toMatchObject([{ id: changed[0] }]);
	});

	test('loads and queries by Bulk API 2.0', async () => {
		connection.bulk2.pollInterval = 5;
		const input = [
			{ LastName: 'Bulk', External_Id__c: 'b1' },
			{ FirstName: 'nobody', LastName: '' },
		];
		const results = await connection.bulk2.loadAndWaitForResults({
			object: 'Contact',
			operation: 'insert',
			input,
		});
		expect(results.successfulResults).toMatchObject([{ LastName: 'Bulk', sf__Created: 'true' }]);
		expect(results.failedResults).toHaveLength(1);
		const stream = await connection.bulk2.query('SELECT Id, Name FROM Account');
		expect(await stream.toArray()).toHaveLength(9);
	});

	test('gets a new session after a 401 and repeats the call', async () => {
		let refreshed = 0;
		const { url: instanceUrl } = org;
		const client = new Connection({
			instanceUrl,
			accessToken: org.issueToken(),
			version: '67.0',
			refreshFn: (_connection, done) => {
				refreshed++;
				done(null, org.issueToken());
			},
		});
		org.revokeSessions();
		expect((await client.query('SELECT Id FROM Account')).totalSize).toBe(9);
		expect(refreshed).toBe(1);
	});
});
