import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Fault, type Org, startOrg } from '../../emulator';
import { type Call, callOrg } from './callOrg';

let org: Org;
let call: Call;
beforeEach(async () => {
	org = await startOrg({ now: () => 1_790_000_000_000 });
	call = callOrg(org);
});
afterEach(async () => await org.close());

describe('versions', () => {
	test('are listed without a token and without being counted, from v31.0 to v68.0', async () => {
		const response = await fetch(`${org.url}/services/data`);
		expect(response.headers.get('sforce-limit-info')).toBeNull();
		const versions = (await response.json()) as { version: string }[];
		expect([versions[0]?.version, versions.at(-1)]).toEqual([
			'31.0',
			{ label: "Winter '27", url: '/services/data/v68.0', version: '68.0' },
		]);
	});

	test('answer 410 where retired and 404 where unknown', async () => {
		expect((await call('GET', '/services/data/v30.0/limits')).status).toBe(410);
		expect(await call('GET', '/services/data/v99.0/limits')).toMatchObject({
			status: 404,
			body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
		});
		expect((await call('GET', '/services/data/v31.0/limits')).status).toBe(200);
	});
});

describe('every answer', () => {
	test('carries the headers of an org, its clock, and how much of the quota is used', async () => {
		const { headers } = await call('GET', '/limits');
		expect(headers.get('date')).toBe('Mon, 21 Sep 2026 14:13:20 GMT');
		expect(headers.get('content-type')).toBe('application/json;charset=UTF-8');
		expect(headers.get('cache-control')).toBe(
			'no-cache,must-revalidate,max-age=0,no-store,private',
		);
		expect(headers.get('sforce-limit-info')).toBe('api-usage=1/15000');
		expect((await call('GET', '/limits')).body.DailyApiRequests).toEqual({
			Max: 15_000,
			Remaining: 14_998,
		});
	});

	test('is packed only if the client asks', async () => {
		const get = async (headers: Record<string, string>) =>
			await new Promise<{ encoding: string | undefined; body: Buffer }>((resolve, reject) => {
				const token = org.issueToken();
				const sent = request(
					`${org.url}/services/data/v67.0/limits`,
					{ headers: { authorization: `Bearer ${token}`, ...headers } },
					(response) => {
						const chunks: Buffer[] = [];
						response.on('data', (chunk: Buffer) => chunks.push(chunk));
						response.on('end', () =>
							resolve({
								encoding: response.headers['content-encoding'],
								body: Buffer.concat(chunks),
							}),
						);
					},
				);
				sent.on('error', reject);
				sent.end();
			});
		const plain = await get({});
		expect(plain.encoding).toBeUndefined();
		const packed = await get({ 'accept-encoding': 'gzip, deflate' });
		expect(packed.encoding).toBe('gzip');
		expect(Object.keys(JSON.parse(gunzipSync(packed.body).toString()) as object)).toContain(
			'DailyApiRequests',
		);
	});
});

describe('what the org refuses', () => {
	test('beyond the daily quota', async () => {
		org.setPolicy({ dailyApiRequests: 1 });
		expect((await call('GET', '/limits')).status).toBe(200);
		expect(await call('GET', '/limits')).toMatchObject({
			status: 403,
			body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
		});
	});

	test('an unknown resource, and notes it; a wrong method; a wrong content type', async () => {
		expect(await call('GET', '/wave/dashboards')).toMatchObject({
			status: 404,
			body: [{ errorCode: 'NOT_FOUND' }],
		});
		expect(org.unknownRequests).toEqual([
			{ method: 'GET', path: '/services/data/v67.0/wave/dashboards', reason: 'no such resource' },
		]);
		expect(await call('PUT', '/limits')).toMatchObject({
			status: 405,
			body: [
				{
					errorCode: 'METHOD_NOT_ALLOWED',
					message: "HTTP Method 'PUT' not allowed. Allowed are GET",
				},
			],
		});
		expect(
			await call('POST', '/sobjects/Account', '<x/>', { 'content-type': 'text/xml' }),
		).toMatchObject({ status: 415, body: [{ errorCode: 'UNSUPPORTED_MEDIA_TYPE' }] });
		expect(
			await call('POST', '/sobjects/Account', '{"Name":', { 'content-type': 'application/json' }),
		).toMatchObject({ status: 400, body: [{ errorCode: 'JSON_PARSER_ERROR' }] });
	});

	test('URIs and headers beyond 16,384 bytes, in HTML', async () => {
		const long = await call('GET', `/query?q=${'x'.repeat(16_400)}`);
		expect([long.status, long.text]).toEqual([
			414,
			'<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>',
		]);
		const wide = await call('GET', '/limits', undefined, { 'x-wide': 'x'.repeat(16_400) });
		expect([wide.status, wide.headers.get('content-type')]).toEqual([
			431,
			'text/html;charset=iso-8859-1',
		]);
	});
});

describe('the logs', () => {
	test('show API calls without secrets, token requests apart, and sockets', async () => {
		await call('GET', '/limits?x=1');
		await fetch(`${org.url}/services/oauth2/token`, {
			method: 'POST',
			body: new URLSearchParams({ grant_type: 'x' }),
		});
		expect(org.calls).toMatchObject([
			{
				method: 'GET',
				path: '/services/data/v67.0/limits',
				query: { x: '1' },
				status: 200,
				username: org.username,
				at: 1_790_000_000_000,
			},
		]);
		expect(JSON.stringify(org.calls)).not.toContain('Bearer');
		expect(org.tokenRequests).toMatchObject([
			{ grantType: 'x', status: 400, error: 'unsupported_grant_type' },
		]);
		expect(org.sockets).toBeGreaterThan(0);
	});
});

describe('faults', () => {
	const create = async () => await call('POST', '/sobjects/Account', { Name: 'x' });
	const fails = async (fault: Fault) => {
		org.addFault(fault);
		await expect(create()).rejects.toThrow();
		return org.records('Account').length;
	};

	test('drop the connection before or after the write, or in the middle of the answer', async () => {
		expect(await fails({ dropBefore: true })).toBe(0);
		expect(await fails({ dropAfter: true })).toBe(1);
		expect(await fails({ truncate: true })).toBe(2);
		expect((await create()).status).toBe(201);
		expect(org.calls.map(({ status }) => status)).toEqual([0, 0, 201, 201]);
	});

	test('answer any status and body, a number of times, after a number of calls, for some calls only', async () => {
		org.addFault({
			match: { method: 'POST', path: /sobjects/ },
			status: 503,
			headers: { 'retry-after': '3' },
			times: 2,
			after: 1,
			body: '<html>busy</html>',
		});
		expect((await call('GET', '/limits')).status).toBe(200);
		expect((await create()).status).toBe(201);
		const busy = await create();
		expect([busy.status, busy.headers.get('retry-after'), busy.text]).toEqual([
			503,
			'3',
			'<html>busy</html>',
		]);
		expect((await create()).status).toBe(503);
		expect((await create()).status).toBe(201);
	});

	test('lock rows, and end sessions after some calls', async () => {
		org.addFault({ lockRow: true });
		expect(await create()).toMatchObject({
			status: 400,
			body: [{ errorCode: 'UNABLE_TO_LOCK_ROW' }],
		});
		org.addFault({ revokeSessions: true, after: 1 });
		expect((await create()).status).toBe(201);
		expect((await create()).status).toBe(401);
	});
});

describe('the stand-alone server', () => {
	test('takes faults, policies and the clock by HTTP', async () => {
		const set = async (method: string, path: string, body: object) =>
			await (
				await fetch(`${org.url}/emulator/${path}`, {
					method,
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify(body),
				})
			).text();
		await set('POST', 'faults', {
			match: { path: 'limits$' },
			status: 420,
			body: '<h1>setting things up</h1>',
		});
		expect((await call('GET', '/limits')).status).toBe(420);
		await set('PATCH', 'policy', { dailyApiRequests: 7 });
		expect(org.policy.dailyApiRequests).toBe(7);
		expect(await set('PATCH', 'policy', { nothing: 1 })).toContain('There is no policy nothing');
		expect(await set('POST', 'clock', { milliseconds: 1000 })).toBe('{"now":1790000001000}');
		await set('POST', 'login-refusals', { error: 'invalid_grant', error_description: 'x' });
		const login = await fetch(`${org.url}/services/oauth2/token`, {
			method: 'POST',
			body: new URLSearchParams({ grant_type: 'client_credentials' }),
		});
		expect(await login.json()).toEqual({ error: 'invalid_grant', error_description: 'x' });
		await set('POST', 'sessions/revoke', {});
		expect((await call('GET', '/limits')).status).toBe(401);
	});

	test('shows the org to people, and no secret of it', async () => {
		org.insert('Account', [{ Name: 'Acme' }]);
		expect(await (await fetch(org.url)).text()).toContain('<title>Salesforce emulator</title>');
		const state = await (await fetch(`${org.url}/emulator/state`)).text();
		expect(JSON.parse(state)).toMatchObject({ id: org.id, logins: 0 });
		expect(state).not.toContain(org.clientSecret);
		expect(await (await fetch(`${org.url}/emulator/records/Account`)).json()).toMatchObject([
			{ Name: 'Acme' },
		]);
	});
});
