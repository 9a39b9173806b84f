import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../../emulator';
import { type Call, callOrg } from '../callOrg';

let org: Awaited<ReturnType<typeof startOrg>>;
let call: Call;

beforeEach(async () => {
	org = await startOrg();
	call = callOrg(org);
});
afterEach(() => org.close());

const data = '/services/data/v67.0';
const createAccount = {
	method: 'POST',
	url: `${data}/sobjects/Account`,
	referenceId: 'acc',
	body: { Name: 'Composite Inc' },
};
const createContact = (body: object, referenceId = 'con') => ({
	method: 'POST',
	url: `${data}/sobjects/Contact`,
	referenceId,
	body,
});
const accounts = () => org.records('Account').filter(({ Name }) => Name === 'Composite Inc');
const halted = (referenceId: string) => ({
	body: [
		{
			errorCode: 'PROCESSING_HALTED',
			message:
				'The transaction was rolled back since another operation in the same transaction failed.',
		},
	],
	httpHeaders: {},
	httpStatusCode: 400,
	referenceId,
});

describe('composite', () => {
	it('fills in what earlier subrequests answered, and answers each in order', async () => {
		const { status, body } = await call('POST', '/composite', {
			compositeRequest: [
				createAccount,
				createContact({ LastName: 'Smith', AccountId: '@{acc.id}' }),
				{
					method: 'GET',
					url: `${data}/query?q=SELECT+Id,Name+FROM+Account+WHERE+Id='@{acc.id}'`,
					referenceId: 'q',
				},
				{
					method: 'PATCH',
					url: `${data}/sobjects/Contact/@{con.id}`,
					referenceId: 'upd',
					body: { Title: '@{q.records[0].Name}' },
				},
			],
		});
		expect(status).toBe(200);
		const [account, contact, query, update] = body.compositeResponse;
		expect(account).toEqual({
			body: { id: expect.stringMatching(/^001\w{15}$/), success: true, errors: [] },
			httpHeaders: { Location: `${data}/sobjects/Account/${account.body.id}` },
			httpStatusCode: 201,
			referenceId: 'acc',
		});
		expect(query.body.records[0].Name).toBe('Composite Inc');
		expect(update).toEqual({
			body: null,
			httpHeaders: {},
			httpStatusCode: 204,
			referenceId: 'upd',
		});
		expect(org.records('Contact').find(({ Id }) => Id === contact.body.id)).toMatchObject({
			AccountId: account.body.id,
			Title: 'Composite Inc',
		});
	});

	it('keeps what succeeded without allOrNone, and halts what depends on a failure', async () => {
		const { body } = await call('POST', '/composite', {
			compositeRequest: [
				{ ...createAccount, referenceId: 'bad', body: {} },
				createContact({ LastName: 'Orphan', AccountId: '@{bad.id}' }),
				createAccount,
			],
		});
		const [bad, dependent, good] = body.compositeResponse;
		expect([bad.httpStatusCode, bad.body[0].errorCode]).toEqual([400, 'REQUIRED_FIELD_MISSING']);
		expect(dependent).toMatchObject({
			httpStatusCode: 400,
			body: [
				{
					errorCode: 'PROCESSING_HALTED',
					message: expect.stringContaining('Invalid reference specified.'),
				},
			],
		});
		expect(good.httpStatusCode).toBe(201);
		expect(accounts()).toHaveLength(1);
	});

	it('undoes everything with allOrNone, and names the culprit alone', async () => {
		const [kept] = org.insert('Contact', [{ LastName: 'Before' }]);
		const { status, body } = await call('POST', '/composite', {
			allOrNone: true,
			compositeRequest: [
				createAccount,
				{
					method: 'PATCH',
					url: `${data}/sobjects/Contact/${kept}`,
					referenceId: 'upd',
					body: { LastName: 'After' },
				},
				createContact({ LastName: 'x', Email: 'nonsense' }),
				{ method: 'DELETE', url: `${data}/sobjects/Contact/${kept}`, referenceId: 'del' },
			],
		});
		expect(status).toBe(200);
		const [first, second, culprit, last] = body.compositeResponse;
		expect([first, second, last]).toEqual([halted('acc'), halted('upd'), halted('del')]);
		expect([culprit.httpStatusCode, culprit.body[0].errorCode]).toEqual([
			400,
			'INVALID_EMAIL_ADDRESS',
		]);
		expect(accounts()).toEqual([]);
		expect(org.records('Contact')).toMatchObject([{ Id: kept, LastName: 'Before' }]);
	});

	it('counts as one API call and leaves one line in the log', async () => {
		const before = org.calls.length;
		const { headers } = await call('POST', '/composite', {
			compositeRequest: [createAccount, createContact({ LastName: 'x' })],
		});
		expect(org.calls.length - before).toBe(1);
		expect(headers.get('sforce-limit-info')).toMatch(/^api-usage=1\//);
	});

	it('reports a failure inside a nested collection as a success of the subrequest', async () => {
		const { body } = await call('POST', '/composite', {
			allOrNone: true,
			compositeRequest: [
				{
					method: 'POST',
					url: `${data}/composite/sobjects`,
					referenceId: 'many',
					body: { records: [{ attributes: { type: 'Account' } }] },
				},
			],
		});
		expect(body.compositeResponse[0]).toMatchObject({
			httpStatusCode: 200,
			body: [{ success: false }],
		});
	});

	it.each([
		['no list', {}],
		['an empty list', { compositeRequest: [] }],
		[
			'too many',
			{
				compositeRequest: Array.from({ length: 26 }, (_, n) => ({
					...createAccount,
					referenceId: `r${n}`,
				})),
			},
		],
		['a bad reference id', { compositeRequest: [{ ...createAccount, referenceId: 'a-b' }] }],
		['a reference id twice', { compositeRequest: [createAccount, createAccount] }],
		['no method', { compositeRequest: [{ ...createAccount, method: 'FETCH' }] }],
		[
			'six queries',
			{
				compositeRequest: Array.from({ length: 6 }, (_, n) => ({
					method: 'GET',
					url: `${data}/query?q=SELECT+Id+FROM+Account`,
					referenceId: `q${n}`,
				})),
			},
		],
	])('refuses a request with %s', async (_name, body) => {
		expect((await call('POST', '/composite', body)).status).toBe(400);
		expect(accounts()).toEqual([]);
	});

	it('does not nest', async () => {
		const { body } = await call('POST', '/composite', {
			compositeRequest: [
				{ method: 'POST', url: `${data}/composite`, referenceId: 'in', body: {} },
				{ method: 'POST', url: `${data}/jobs/ingest`, referenceId: 'job', body: {} },
			],
		});
		for (const part of body.compositeResponse) expect(part.httpStatusCode).toBe(400);
	});
});

describe('composite/batch', () => {
	it('answers requests that begin with the version, in order', async () => {
		const [id] = org.insert('Account', [{ Name: 'Old' }]);
		const { status, body } = await call('POST', '/composite/batch', {
			batchRequests: [
				{ method: 'PATCH', url: `v67.0/sobjects/Account/${id}`, richInput: { Name: 'New' } },
				{ method: 'GET', url: `v67.0/sobjects/Account/${id}?fields=Name` },
				{ method: 'GET', url: 'v67.0/sobjects/Account/001000000000000AAA' },
			],
		});
		expect(status).toBe(200);
		expect(body).toMatchObject({
			hasErrors: true,
			results: [
				{ statusCode: 204, result: null },
				{ statusCode: 200, result: { Name: 'New' } },
				{ statusCode: 404, result: [{ errorCode: 'NOT_FOUND' }] },
			],
		});
	});

	it('stops at the first error when told to', async () => {
		const { body } = await call('POST', '/composite/batch', {
			haltOnError: true,
			batchRequests: [
				{ method: 'POST', url: 'v67.0/sobjects/Account', richInput: {} },
				{ method: 'POST', url: 'v67.0/sobjects/Account', richInput: { Name: 'Composite Inc' } },
			],
		});
		expect(body.results[1]).toMatchObject({
			statusCode: 412,
			result: [{ errorCode: 'BATCH_PROCESSING_HALTED' }],
		});
		expect(accounts()).toEqual([]);
	});

	it('counts every subrequest', async () => {
		const batchRequests = Array.from({ length: 3 }, () => ({
			method: 'GET',
			url: 'v67.0/sobjects/Account/describe',
		}));
		await call('POST', '/composite/batch', { batchRequests });
		const { headers } = await call('GET', '/sobjects/Account/describe');
		expect(headers.get('sforce-limit-info')).toMatch(/^api-usage=5\//);
	});
});

describe('composite/tree', () => {
	const record = (type: string, referenceId: string, fields: object) => ({
		attributes: { type, referenceId },
		...fields,
	});
	const tree = (email: string) => ({
		records: [
			record('Account', 'ref1', {
				Name: 'Composite Inc',
				Contacts: { records: [record('Contact', 'ref2', { LastName: 'Smith', Email: email })] },
			}),
		],
	});

	it('saves parents and children', async () => {
		const { status, body } = await call('POST', '/composite/tree/Account', tree('a@example.com'));
		expect([status, body]).toEqual([
			201,
			{
				hasErrors: false,
				results: [
					{ referenceId: 'ref1', id: expect.stringMatching(/^001/) },
					{ referenceId: 'ref2', id: expect.stringMatching(/^003/) },
				],
			},
		]);
		expect(org.records('Contact')).toMatchObject([{ AccountId: body.results[0].id }]);
	});

	it('saves nothing when one is wrong, and names only the culprits', async () => {
		const { status, body } = await call('POST', '/composite/tree/Account', tree('123'));
		expect([status, body]).toEqual([
			400,
			{
				hasErrors: true,
				results: [
					{
						referenceId: 'ref2',
						errors: [
							{
								statusCode: 'INVALID_EMAIL_ADDRESS',
								message: 'Email: invalid email address: 123',
								fields: ['Email'],
							},
						],
					},
				],
			},
		]);
		expect(accounts()).toEqual([]);
	});

	it('refuses records without a reference id, and too many', async () => {
		const nameless = { records: [{ attributes: { type: 'Account' }, Name: 'x' }] };
		expect((await call('POST', '/composite/tree/Account', nameless)).status).toBe(400);
		const many = Array.from({ length: 201 }, (_, n) => record('Account', `r${n}`, { Name: 'x' }));
		expect((await call('POST', '/composite/tree/Account', { records: many })).status).toBe(400);
	});
});

describe('composite/graph', () => {
	const graph = (graphId: string, lastName?: string) => ({
		graphId,
		compositeRequest: [
			createAccount,
			createContact({ AccountId: '@{acc.id}', ...(lastName && { LastName: lastName }) }),
		],
	});

	it('saves each graph as a whole, whatever the others do', async () => {
		const { status, body } = await call('POST', '/composite/graph', {
			graphs: [graph('1', 'Good'), graph('2')],
		});
		expect(status).toBe(200);
		const [good, bad] = body.graphs;
		expect([good.graphId, good.isSuccessful]).toEqual(['1', true]);
		expect(good.graphResponse.compositeResponse).toMatchObject([
			{ httpStatusCode: 201, referenceId: 'acc' },
			{ httpStatusCode: 201, referenceId: 'con' },
		]);
		expect(bad.isSuccessful).toBe(false);
		expect(bad.graphResponse.compositeResponse).toMatchObject([
			halted('acc'),
			{ httpStatusCode: 400, body: [{ errorCode: 'REQUIRED_FIELD_MISSING' }] },
		]);
		expect(accounts()).toHaveLength(1);
	});

	it('gives up once more than 14 graphs have failed', async () => {
		const graphs = Array.from({ length: 17 }, (_, n) => graph(`g${n}`, n === 16 ? 'x' : undefined));
		const { body } = await call('POST', '/composite/graph', { graphs });
		interface Part {
			body: Array<{ errorCode: string }>;
		}
		const codes = (n: number) =>
			(body.graphs[n].graphResponse.compositeResponse as Part[]).map(
				(part) => part.body[0]?.errorCode,
			);
		expect(codes(14)).toEqual(['PROCESSING_HALTED', 'REQUIRED_FIELD_MISSING']);
		expect(codes(15)).toEqual(['PROCESSING_HALTED', 'PROCESSING_HALTED']);
		expect(body.graphs[16].isSuccessful).toBe(false);
		expect(codes(16)).toEqual(['PROCESSING_HALTED', 'PROCESSING_HALTED']);
		expect(accounts()).toEqual([]);
	});

	const send = async (compositeRequest: object[], path = '/composite/graph') =>
		(await call('POST', path, { graphs: [{ graphId: '1', compositeRequest }] })).status;

	it.each([
		['a method in lower case', { ...createAccount, method: 'post' }],
		['PUT', { ...createAccount, method: 'PUT' }],
		['an old version', { ...createAccount, url: '/services/data/v49.0/sobjects/Account' }],
		['an upsert on the bare object', { ...createAccount, method: 'PATCH' }],
		['a create on a row', { ...createAccount, url: `${data}/sobjects/Account/001000000000000AAA` }],
		['another resource', { ...createAccount, url: `${data}/composite/sobjects` }],
		[
			'a deeper resource',
			{ method: 'GET', url: `${data}/sobjects/Account/Name/x/y`, referenceId: 'd' },
		],
	])('refuses %s', async (_name, node) => {
		expect(await send([node])).toBe(400);
	});

	it('upserts by external id, and hands its id on', async () => {
		const upsert = {
			method: 'PATCH',
			url: `${data}/sobjects/Contact/External_Id__c/C%2F1`,
			referenceId: 'boss',
			body: { LastName: 'Boss' },
		};
		const report = createContact({ LastName: 'x', ReportsToId: '@{boss.id}' });
		const graphs = [{ graphId: '1', compositeRequest: [upsert, report] }];
		const { body } = await call('POST', '/composite/graph', { graphs });
		const [boss] = body.graphs[0].graphResponse.compositeResponse;
		expect([boss.httpStatusCode, boss.body.created]).toEqual([201, true]);
		expect(org.records('Contact')[0]).toMatchObject({ External_Id__c: 'C/1' });
		expect(org.records('Contact')[1]).toMatchObject({ ReportsToId: boss.body.id });
	});

	it('fails a graph whose reference has the wrong case', async () => {
		const wrong = createContact({ LastName: 'x', AccountId: '@{acc.Id}' });
		const graphs = [{ graphId: '1', compositeRequest: [createAccount, wrong] }];
		const { body } = await call('POST', '/composite/graph', { graphs });
		expect(body.graphs[0].isSuccessful).toBe(false);
		expect(accounts()).toEqual([]);
	});

	const chain = (length: number) =>
		Array.from({ length }, (_, n) =>
			createContact({ LastName: 'x', ...(n > 0 && { ReportsToId: `@{c${n - 1}.id}` }) }, `c${n}`),
		);
	it('takes chains of 15 nodes, and no longer ones', async () => {
		expect(await send(chain(15))).toBe(200);
		expect(await send(chain(16))).toBe(400);
	});

	const kinds = (count: number) =>
		Array.from({ length: count }, (_, n) => ({
			method: 'PATCH',
			url: `${data}/sobjects/Account/F${n}__c/x`,
			referenceId: `k${n}`,
			body: {},
		}));
	it('takes 15 different nodes in a call, and no more', async () => {
		expect(await send(kinds(15))).toBe(200);
		expect(await send(kinds(16))).toBe(400);
	});

	it('is not there before version 50', async () => {
		const old = org.url + '/services/data/v49.0/composite/graph';
		const headers = {
			Authorization: `Bearer ${org.issueToken()}`,
			'Content-Type': 'application/json',
		};
		const body = JSON.stringify({ graphs: [graph('1', 'x')] });
		expect((await fetch(old, { method: 'POST', headers, body })).status).toBe(404);
	});

	it('takes no queries', async () => {
		const query = {
			method: 'GET',
			url: `${data}/query?q=SELECT+Id+FROM+Account`,
			referenceId: 'q',
		};
		const graphs = [{ graphId: '1', compositeRequest: [query] }];
		expect((await call('POST', '/composite/graph', { graphs })).status).toBe(400);
	});
});
