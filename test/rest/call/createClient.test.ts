import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { createTiming } from '../../../http';
import {
	type Carrier,
	type Client,
	type ClientOptions,
	createByCollections,
	deleteByCollections,
	listApiVersions,
	queryAll,
	queryPages,
	type RecordInput,
	saveRows,
	shape,
	sendRequest,
	updateByCollections,
	upsertByCollections,
} from '../../../rest';
import { clientOf as connect } from '../clientOf';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

const clientOf = (options: Partial<ClientOptions> = {}) => connect(org, options);

const contacts = (count: number) =>
	Array.from({ length: count }, (_, n) => ({
		object: 'Contact',
		fields: { LastName: `Doe ${n}`, External_Id__c: `E-${n}` },
	}));

const save = (rows: RecordInput[], make: (client: Client) => Carrier) => {
	const client = clientOf();
	return saveRows(client, rows, make(client));
};

describe('createClient', () => {
	it('counts calls, repetitions and what is left of the day', async () => {
		const client = clientOf();
		org.addFault({ match: { path: '/query' }, times: 2, status: 503, body: 'busy' });
		await queryAll(client, 'SELECT Id FROM Contact');
		expect(client.usage).toMatchObject({ apiCalls: 3, retries: 2, daily: { max: 15_000 } });
	});

	it('sends a call again that the org was too busy for, a create too', async () => {
		const client = clientOf();
		const message = 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.';
		const body = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message }];
		org.addFault({ match: { path: 'composite' }, times: 2, status: 403, body });
		const [result] = await saveRows(client, contacts(1), createByCollections(client));
		expect(result!.success).toBe(true);
		expect(org.records('Contact')).toHaveLength(1);
	});

	it('does not send again once the day’s calls are used up', async () => {
		const body = [
			{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' },
		];
		org.addFault({ match: { path: '/query' }, status: 403, body });
		await expect(queryAll(clientOf(), 'SELECT Id FROM Contact')).rejects.toMatchObject({
			errorCode: 'REQUEST_LIMIT_EXCEEDED',
		});
		expect(org.calls).toHaveLength(1);
	});

	const crash = [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'An unexpected error occurred.' }];

	it('sends a call again that Salesforce stumbled over, if that does no harm', async () => {
		const client = clientOf();
		org.addFault({ match: { path: '/query' }, times: 2, status: 500, body: crash });
		await queryAll(client, 'SELECT Id FROM Contact');
		expect(client.usage).toMatchObject({ apiCalls: 3, retries: 2 });
		org.addFault({ match: { path: '/query' }, times: Infinity, status: 500, body: crash });
		await expect(queryAll(client, 'SELECT Id FROM Contact')).rejects.toMatchObject({
			errorCode: 'UNKNOWN_EXCEPTION',
		});
		expect(client.usage).toMatchObject({ apiCalls: 8 });
	});

	it('never sends a create again that Salesforce stumbled over', async () => {
		org.addFault({ match: { path: 'composite' }, status: 500, body: crash });
		const [result] = await save(contacts(1), (client) => createByCollections(client));
		expect(result).toMatchObject({ success: false, error: { errorCode: 'UNKNOWN_OUTCOME' } });
		expect(org.calls).toHaveLength(1);
	});

	it('does not send again what ended in an Apex exception', async () => {
		const body = [{ errorCode: 'APEX_ERROR', message: 'System.NullPointerException' }];
		org.addFault({ match: { path: '/query' }, status: 500, body });
		await expect(queryAll(clientOf(), 'SELECT Id FROM Contact')).rejects.toMatchObject({
			errorCode: 'APEX_ERROR',
		});
		expect(org.calls).toHaveLength(1);
	});

	it('takes an answer that is cut short for none', async () => {
		const headers = { 'content-type': 'application/json' };
		org.addFault({ match: { path: 'composite' }, status: 200, headers, body: '[{"id":"003' });
		const [result] = await save(contacts(1), (client) => createByCollections(client));
		expect(result).toMatchObject({ success: false, error: { errorCode: 'UNKNOWN_OUTCOME' } });
	});

	it.each(['v60.0', '60', '60.0'])('understands the version %s', async (apiVersion) => {
		await queryAll(clientOf({ apiVersion }), 'SELECT Id FROM Contact');
		expect(org.calls[0]!.path).toBe('/services/data/v60.0/query');
	});

	it('asks the guard before it sends', async () => {
		const guard = () => {
			throw new Error('enough');
		};
		await expect(queryAll(clientOf({ guard }), 'SELECT Id FROM Contact')).rejects.toThrow('enough');
		expect(org.calls).toHaveLength(0);
	});

	it('ends when it is cancelled', async () => {
		const controller = new AbortController();
		org.addFault({ match: { path: '/query' }, delayMs: 60_000 });
		const running = queryAll(
			clientOf({ timing: createTiming(controller.signal) }),
			'SELECT Id FROM Contact',
		);
		controller.abort(new Error('cancelled'));
		await expect(running).rejects.toThrow();
	});

	it('continues with one new session if the old one was revoked', async () => {
		const client = clientOf();
		await queryAll(client, 'SELECT Id FROM Contact');
		org.revokeSessions();
		const reads = Array.from({ length: 20 }, () => queryAll(client, 'SELECT Id FROM Contact'));
		await Promise.all(reads);
		expect(org.logins).toBe(2);
	});

	it('lists versions, newest first', async () => {
		const versions = await listApiVersions(clientOf());
		expect(versions.map(({ version }) => version).slice(0, 2)).toEqual(['68.0', '67.0']);
	});
});

describe('writes whose answer is lost', () => {
	it('sends an upsert by external id again, since that saves nothing twice', async () => {
		org.addFault({ match: { method: 'PATCH' }, dropAfter: true });
		const results = await save(contacts(3), (client) =>
			upsertByCollections(client, 'External_Id__c'),
		);
		expect(results.every(({ success }) => success)).toBe(true);
		expect(org.records('Contact')).toHaveLength(3);
		expect(org.calls).toHaveLength(2);
	});

	it('never sends a create again, nor an upsert by Id, which may create', async () => {
		const byId = (client: Client) => upsertByCollections(client, 'Id');
		for (const make of [createByCollections, byId]) {
			const before = org.records('Contact').length;
			org.addFault({ match: { path: 'composite' }, dropAfter: true });
			const [result] = await save(
				contacts(1).map((row) => ({ ...row, fields: { LastName: 'X' } })),
				make,
			);
			expect(result).toMatchObject({ success: false, error: { errorCode: 'UNKNOWN_OUTCOME' } });
			expect(org.records('Contact')).toHaveLength(before + 1);
		}
	});
});

describe('writes that may be repeated', () => {
	const rowsOf = (ids: string[], fields: object = {}) =>
		ids.map((Id) => ({ object: 'Contact', fields: { Id, ...fields } }));
	const insert = (count: number) =>
		org.insert(
			'Contact',
			contacts(count).map(({ fields }) => fields),
		);

	it('leave open whether a record was new if the first answer was lost', async () => {
		const again = () =>
			save(contacts(2), (client) => upsertByCollections(client, 'External_Id__c'));
		org.addFault({ match: { method: 'PATCH' }, dropAfter: true });
		expect(await again()).toMatchObject([{ created: null }, { created: null }]);
		expect(await again()).toMatchObject([{ created: false }, { created: false }]);
		org.addFault({ match: { method: 'PATCH' }, dropBefore: true });
		const fresh = { object: 'Contact', fields: { LastName: 'New', External_Id__c: 'F' } };
		const [created] = await save([fresh], (client) =>
			upsertByCollections(client, 'External_Id__c'),
		);
		expect(created).toMatchObject({ created: true });
	});

	it('delete what the sending before has deleted whose answer was lost', async () => {
		const ids = insert(3);
		org.addFault({ match: { method: 'DELETE' }, dropAfter: true });
		const results = await save(rowsOf(ids), (client) => deleteByCollections(client));
		expect(results.map((result) => result.success && result.id)).toEqual(ids);
		expect(org.records('Contact')).toEqual([]);
		const again = await save(rowsOf(ids.slice(0, 1)), (client) => deleteByCollections(client));
		expect(again).toMatchObject([{ error: { errorCode: 'ENTITY_IS_DELETED' } }]);
	});

	it.each([{ dropAfter: true }, { status: 503, body: '' }, { status: 500, body: '' }])(
		'may have been made if no answer ever comes: %o',
		async (fault) => {
			const ids = insert(2);
			org.addFault({ ...fault, match: { method: 'PATCH' }, times: Infinity });
			const results = await save(rowsOf(ids, { FirstName: 'X' }), (client) =>
				updateByCollections(client),
			);
			const message = expect.stringMatching(/may have been made or not.*is safe/) as string;
			const error = { errorCode: 'UNKNOWN_OUTCOME', message };
			expect(results).toMatchObject([{ error }, { error }]);
		},
	);

	it('wait for a record that makes Salesforce refuse the whole call, creates too', async () => {
		org.addFault({ match: { path: 'composite' }, lockRow: true, times: 2 });
		const results = await save(contacts(4), (client) => createByCollections(client));
		expect(results.every(({ success }) => success)).toBe(true);
		expect([org.records('Contact').length, org.calls.length]).toEqual([4, 3]);
	});

	it('are not split into parts for a record that stays locked', async () => {
		org.addFault({ match: { path: 'composite' }, lockRow: true, times: Infinity });
		const results = await save(contacts(4), (client) => createByCollections(client));
		expect(results[3]).toMatchObject({ error: { errorCode: 'UNABLE_TO_LOCK_ROW' } });
		expect(org.calls).toHaveLength(5);
	});
});

describe('a free request', () => {
	const post = () =>
		sendRequest(clientOf(), { method: 'POST', path: 'sobjects/Contact', body: { LastName: 'X' } });

	it('that changes something and gets no answer is not sent again, and may have been carried out', async () => {
		org.addFault({ dropAfter: true, match: { path: 'sobjects' } });
		await expect(post()).rejects.toMatchObject({
			code: 'UNKNOWN_OUTCOME',
			message: expect.stringContaining('was lost') as string,
		});
		expect(org.records('Contact')).toHaveLength(1);
	});

	it('that Apex refused by an exception was not carried out', async () => {
		const body = [{ errorCode: 'APEX_ERROR', message: 'System.NullPointerException' }];
		org.addFault({ status: 500, body, match: { path: 'sobjects' } });
		await expect(post()).rejects.toMatchObject({ errorCode: 'APEX_ERROR' });
	});

	it('that reads fails for what came instead', async () => {
		const body = [{ errorCode: 'X', message: 'y' }];
		org.addFault({ status: 500, body, match: { path: '/limits' } });
		const read = sendRequest(clientOf(), { method: 'GET', path: 'limits' });
		await expect(read).rejects.toMatchObject({ errorCode: 'X' });
	});
});

describe('what is not a answer of Salesforce', () => {
	const page = { status: 200, body: '<html>Please log in</html>' };

	it('is a web page, where data were asked for', async () => {
		org.addFault({ ...page, match: { path: '/limits' } });
		const asked = clientOf().request({ path: 'limits', shape: shape.record });
		await expect(asked).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
	});

	it('leaves the fate of a create unknown', async () => {
		org.addFault({ ...page, match: { path: 'composite' } });
		const [result] = await save(contacts(1), (client) => createByCollections(client));
		expect(result).toMatchObject({
			success: false,
			error: {
				errorCode: 'UNKNOWN_OUTCOME',
				message: expect.stringContaining('web page') as string,
			},
		});
	});

	it('is handed out as it is where bytes were asked for', async () => {
		org.addFault({ ...page, match: { path: '/limits' } });
		const { body } = await clientOf().request({
			path: 'limits',
			responseType: 'bytes',
			shape: shape.anything,
		});
		expect(String(body)).toBe(page.body);
	});
});

describe('pages', () => {
	it('asks for the next page while the last one is used', async () => {
		org.insert(
			'Contact',
			contacts(600).map(({ fields }) => fields),
		);
		const pages = queryPages(clientOf(), 'SELECT Id FROM Contact', { batchSize: 200 });
		await pages.next();
		await pages.next();
		// Taken so far: two. Sent so far: two or, as the second is in use, the third.
		await pages.next();
		expect(org.calls).toHaveLength(3);
		expect((await pages.next()).done).toBe(true);
	});

	it('leaves nothing unhandled if nobody reads on and the page in flight fails', async () => {
		org.insert(
			'Contact',
			contacts(600).map(({ fields }) => fields),
		);
		org.addFault({
			match: { path: /query\/0r8/ },
			status: 400,
			body: [{ errorCode: 'INVALID_QUERY_LOCATOR', message: 'x' }],
		});
		for await (const page of queryPages(clientOf(), 'SELECT Id FROM Contact', { batchSize: 200 })) {
			expect(page.records).toHaveLength(200);
			break;
		}
	});

	it('names a dead locator', async () => {
		org.insert(
			'Contact',
			contacts(600).map(({ fields }) => fields),
		);
		org.addFault({
			match: { path: /query\/0r8/ },
			status: 400,
			body: [{ errorCode: 'INVALID_QUERY_LOCATOR', message: 'x' }],
		});
		const reading = queryAll(clientOf(), 'SELECT Id FROM Contact', { batchSize: 200 });
		await expect(reading).rejects.toMatchObject({ errorCode: 'INVALID_QUERY_LOCATOR' });
	});
});

describe('what a workflow may not steer', () => {
	it.each(['67.0/../../..', 'v67.0?x=', '../apexrest', '67.0.1', ' ', 'latest'])(
		'is the path, by an API version such as "%s"',
		(apiVersion) => {
			expect(() => clientOf({ apiVersion })).toThrow(/not an API version/);
		},
	);

	it.each([
		' Host',
		'HOST\t',
		'host',
		' Authorization',
		'Authorization',
		'Trans\u00adfer',
		'',
		'a b',
		'Upgrade',
	])('are the headers of the connection and the session: %j', async (name) => {
		const request = { method: 'GET', path: 'limits', headers: { [name]: 'evil.example' } };
		await expect(sendRequest(clientOf(), request)).rejects.toMatchObject({
			name: 'InvalidInputError',
		});
		expect(org.calls).toEqual([]);
	});

	it.each(['CONNECT', 'TRACE', 'GET /x HTTP/1.1\r\nX:'])('is the method: %j', async (method) => {
		const sent = sendRequest(clientOf(), { method, path: 'limits' });
		await expect(sent).rejects.toThrow(/not a method/);
		expect(org.calls).toEqual([]);
	});
});

describe('what lies outside the data API', () => {
	const codes = [
		[400, [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'x' }]],
		[429, ''],
		[420, ''],
		[403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentRequests Limit exceeded.' }]],
	] as const;

	it.each(codes)(
		'answers %d as it likes, and no POST of it is sent again',
		async (status, body) => {
			org.addFault({ match: { path: 'apexrest' }, status, body, times: Infinity });
			const request = { method: 'POST', path: '/services/apexrest/orders', body: '{}' };
			await expect(sendRequest(clientOf(), request)).rejects.toMatchObject({ statusCode: status });
			expect(org.calls).toHaveLength(1);
		},
	);
});
