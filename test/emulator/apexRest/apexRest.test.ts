import { Connection } from 'jsforce';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApexRestClass, type InputRow, startOrg } from '../../../emulator';
import { toRecord } from '../../../emulator/apexRest/accountSummary';
import { fromSeed } from '../../../emulator/apexRest/ApexRestClass';
import { type Context } from '../../../emulator/server/Route';
import { deleteRow } from '../../../emulator/store/deleteRow';
import { insertRow } from '../../../emulator/store/insertRow';
import { updateRow } from '../../../emulator/store/updateRow';
import { type Call, callOrg } from '../callOrg';

let org: Awaited<ReturnType<typeof startOrg>>;
let call: Call;

beforeEach(async () => {
	org = await startOrg();
	call = callOrg(org);
});
afterEach(() => org.close());

const service = '/services/apexrest/AccountSummary';

describe('Apex REST', () => {
	it('answers what the method returns, fields without a value left out', async () => {
		const [id] = org.insert('Account', [{ Name: 'Acme', Industry: 'Banking' }]);
		org.insert('Contact', [{ LastName: 'a', AccountId: id }]);
		const { status, body } = await call('GET', `${service}/${id}`);
		expect(status).toBe(200);
		expect(body).toMatchObject({
			account: { attributes: { type: 'Account' }, Id: id, Name: 'Acme', Industry: 'Banking' },
			numberOfContacts: 1,
		});
		expect(body.account).not.toHaveProperty('Phone');
	});

	it('takes parameters at the top level and answers a String as a JSON text', async () => {
		const { status, body } = await call('POST', service, { name: 'New', lastNames: ['a', 'b'] });
		expect([status, body]).toEqual([200, expect.stringMatching(/^001\w{15}$/)]);
		expect(org.records('Contact')).toHaveLength(2);
	});

	it('answers APEX_ERROR for what the method did not catch, and keeps nothing of it', async () => {
		const { status, body } = await call('POST', service, { name: 'Half', lastNames: [null] });
		expect([status, body[0].errorCode]).toEqual([500, 'APEX_ERROR']);
		expect(body[0].message).toContain('System.DmlException');
		expect(org.records('Account').filter(({ Name }) => Name === 'Half')).toEqual([]);
		const missing = await call('GET', `${service}/001000000000000AAA`);
		expect(missing.body[0].message).toContain('System.QueryException');
	});

	it('refuses unknown services and parameters', async () => {
		const unknown = await call('GET', '/services/apexrest/Nothing/here');
		expect(unknown).toMatchObject({
			status: 404,
			body: [{ errorCode: 'NOT_FOUND', message: 'Could not find a match for URL' }],
		});
		expect((await call('POST', service, { colour: 'red' })).status).toBe(400);
		expect(org.unknownRequests).toHaveLength(1);
	});

	it('is of the classes that the org has, the longest mapping first', async () => {
		org.apexRestClasses.push(
			{
				name: 'Orders',
				urlMapping: '/orders/*',
				methods: { GET: ({ rest }) => ({ returns: `one of ${rest}` }) },
			},
			{
				name: 'OpenOrders',
				urlMapping: '/orders/open',
				methods: { GET: () => ({ answer: { status: 202, headers: { 'X-Left': '3' } } }) },
			},
		);
		expect((await call('GET', '/services/apexrest/orders/a/b')).body).toBe('one of a/b');
		expect((await call('GET', '/services/apexrest/orders/open')).status).toBe(202);
		expect(await call('PUT', '/services/apexrest/orders/open', {})).toMatchObject({
			status: 405,
			body: [{ message: "HTTP Method 'PUT' not allowed. Allowed are GET" }],
		});
		org.apexRestClasses.at(-1)!.isDenied = true;
		expect((await call('GET', '/services/apexrest/orders/open')).body).toMatchObject([
			{
				errorCode: 'FORBIDDEN',
				message: 'You do not have access to the Apex class named: OpenOrders',
			},
		]);
		const soql =
			"SELECT Name, Body FROM ApexClass WHERE NamespacePrefix = null AND Status = 'Active'";
		const { body } = await call('GET', `/query?q=${encodeURIComponent(soql)}`);
		expect(body.records).toMatchObject([
			{ Name: 'AccountSummary' },
			{ Name: 'Orders', Body: expect.stringContaining("@RestResource(urlMapping='/orders/*')") },
			{ Name: 'OpenOrders' },
		]);
	});

	it('answers what a seed says', async () => {
		const seed = {
			name: 'Price',
			urlMapping: '/price',
			methods: { GET: { returns: { price: 5 } }, POST: { status: 201, text: 'a;b' } },
		};
		org.apexRestClasses.push(fromSeed(seed));
		expect((await call('GET', '/services/apexrest/price')).body).toEqual({ price: 5 });
		expect((await call('POST', '/services/apexrest/price', {})).status).toBe(201);
	});
});

describe('Apex REST, as jsforce sees it', () => {
	const fields = ['Id', 'Name', 'Phone', 'Website'];

	/** The class that jsforce's own tests bring along. */
	const account: ApexRestClass = {
		name: 'AccountService',
		urlMapping: '/AccountService/*',
		methods: {
			GET: ({ context, rest }) => ({ returns: toRecord(find(context, rest), fields) }),
			POST: ({ context: { org: state, session }, parameters }) => {
				const { name: Name, phone: Phone, website: Website } = parameters;
				const row = { Name, Phone, Website };
				const result = insertRow(state.store, 'Account', row, { userId: session.userId });
				return { returns: result.success ? result.id : null };
			},
			PUT: ({ context, rest, parameters }) => change(context, rest, parameters.account as InputRow),
			PATCH: ({ context, rest, parameters }) => change(context, rest, { Name: parameters.name }),
			DELETE: ({ context, rest }) => {
				deleteRow(context.org.store, 'Account', rest, { userId: context.session.userId });
				return { returns: undefined };
			},
		},
	};

	const find = ({ org: state }: Context, id: string) => state.store.get('Account', id)!;

	function change(context: Context, id: string, values: InputRow) {
		const options = { userId: context.session.userId };
		updateRow(context.org.store, 'Account', id, values, options);
		return { returns: toRecord(find(context, id), fields) };
	}

	it('is called by every method', async () => {
		org.apexRestClasses.push(account);
		const { url: instanceUrl } = org;
		const connection = new Connection({ instanceUrl, accessToken: org.issueToken() });
		const { apex } = connection;
		const created = { name: 'Test', phone: '654-321-0000', website: 'http://www.google.com' };
		const id = await apex.post<string>('/AccountService/', created);
		const path = `/AccountService/${id}`;
		expect(await apex.get(path)).toMatchObject({ Name: 'Test', Phone: '654-321-0000' });
		const put = await apex.put(path, { account: { Name: 'Test (put)', Phone: null } });
		expect(put).toMatchObject({ Name: 'Test (put)', Website: 'http://www.google.com' });
		expect(put).not.toHaveProperty('Phone');
		expect(await apex.patch(path, { name: 'Test (patch)' })).toMatchObject({
			Name: 'Test (patch)',
		});
		await apex.delete(path);
		expect(await connection.sobject('Account').find({ Id: id })).toEqual([]);
	});
});
