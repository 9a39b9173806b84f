import { createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Org, startOrg } from '../../emulator';

const MINUTE = 60_000;
let org: Org;
beforeEach(async () => {
	org = await startOrg({ now: () => 1_790_000_000_000 });
});
afterEach(async () => await org.close());

async function logIn(): Promise<string> {
	const body = new URLSearchParams({
		grant_type: 'client_credentials',
		client_id: org.clientId,
		client_secret: org.clientSecret,
	});
	const response = await fetch(`${org.url}/services/oauth2/token`, { method: 'POST', body });
	return ((await response.json()) as { access_token: string }).access_token;
}

async function get(token: string, path = '/services/data/v67.0/limits') {
	const response = await fetch(org.url + path, { headers: { authorization: `Bearer ${token}` } });
	return { status: response.status, text: await response.text() };
}

const expired = {
	status: 401,
	text: '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]',
};

test('a session slides: it dies after two hours of rest, not of use', async () => {
	const token = await logIn();
	for (let call = 0; call < 3; call++) {
		org.advance(119 * MINUTE);
		expect((await get(token)).status).toBe(200);
	}
	org.advance(120 * MINUTE);
	expect(await get(token)).toEqual(expired);
});

test('repeated logins share a session, so revoking it ends it for all', async () => {
	const [first, second] = [await logIn(), await logIn()];
	expect(second).toBe(first);
	const revoked = await fetch(`${org.url}/services/oauth2/revoke`, {
		method: 'POST',
		body: new URLSearchParams({ token: first }),
	});
	expect([revoked.status, await revoked.text()]).toEqual([200, '']);
	expect(await get(second)).toEqual(expired);
	expect(await logIn()).not.toBe(first);
});

test('revoking an unknown token answers 400 in form encoding', async () => {
	const response = await fetch(`${org.url}/services/oauth2/revoke`, {
		method: 'POST',
		body: new URLSearchParams({ token: 'nothing' }),
	});
	expect(response.status).toBe(400);
	expect(new URLSearchParams(await response.text()).get('error')).toBe('invalid_token');
});

test('honours only the newest token where told to', async () => {
	org.setPolicy({ honourOnlyNewestToken: true });
	const [first, second] = [await logIn(), await logIn()];
	expect(second).not.toBe(first);
	expect(await get(first)).toEqual(expired);
	expect((await get(second)).status).toBe(200);
});

test('issueToken counts no login', async () => {
	expect((await get(org.issueToken())).status).toBe(200);
	expect(org.logins).toBe(0);
});

test('a session without the api scope, or of a user without API, says what a login can’t cure', async () => {
	const text =
		'[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]';
	org.userAccess(org.username).apiDisabled = true;
	expect(await get(org.issueToken())).toEqual({ status: 401, text });
	org.userAccess(org.username).apiDisabled = false;
	org.app.scopes = ['id'];
	expect(await get(org.issueToken())).toEqual({ status: 401, text });
});

test('a malformed Authorization header is told apart from a dead session', async () => {
	const response = await fetch(`${org.url}/services/data/v67.0/limits`, {
		headers: { authorization: 'Token x' },
	});
	expect(response.status).toBe(401);
	expect(await response.json()).toEqual([
		{ message: 'INVALID_AUTH_HEADER', errorCode: 'INVALID_AUTH_HEADER' },
	]);
});

test('introspection tells when a session ends, to who knows the secret', async () => {
	const token = await logIn();
	const ask = async (secret: string) => {
		const body = new URLSearchParams({ token, client_id: org.clientId, client_secret: secret });
		const response = await fetch(`${org.url}/services/oauth2/introspect`, { method: 'POST', body });
		return { status: response.status, body: await response.json() };
	};
	expect(await ask(org.clientSecret)).toMatchObject({
		body: { active: true, username: org.username, exp: 1_790_000_000 + 7200, iat: 1_790_000_000 },
	});
	expect((await ask('wrong')).status).toBe(401);
	org.revokeSessions();
	expect((await ask(org.clientSecret)).body).toEqual({ active: false });
});

test('JWT-format tokens are signed, tell their end, and don’t slide', async () => {
	org.setPolicy({ tokenFormat: 'jwt' });
	const token = await logIn();
	const [header = '', claims = '', signature = ''] = token.split('.');
	const key = createPublicKey(org.certificate);
	const content = Buffer.from(`${header}.${claims}`);
	expect(verify('RSA-SHA256', content, key, Buffer.from(signature, 'base64url'))).toBe(true);
	expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
		exp: 1_790_000_000 + 1800,
	});
	org.advance(29 * MINUTE);
	expect((await get(token)).status).toBe(200);
	org.advance(MINUTE);
	expect(await get(token)).toEqual(expired);
});

test('userinfo and the identity URL know a user who was seeded with a name only', async () => {
	const [userId] = org.insert('User', [{ Username: 'bare@example.com', LastName: 'Bare' }]);
	const token = org.issueToken('bare@example.com');
	const info = await get(token, '/services/oauth2/userinfo');
	expect(JSON.parse(info.text)).toMatchObject({ zoneinfo: 'GMT', utcOffset: 0 });
	const identity = await get(token, `/id/${org.id}/${userId!}`);
	expect(JSON.parse(identity.text)).toMatchObject({ timezone: 'GMT', utcOffset: 0 });
});

test('userinfo and the identity URL answer a bad token with 403 in plain text', async () => {
	const token = await logIn();
	const info = await get(token, '/services/oauth2/userinfo');
	expect(JSON.parse(info.text)).toMatchObject({
		preferred_username: org.username,
		organization_id: org.id,
		zoneinfo: 'America/Los_Angeles',
	});
	const { user_id: userId } = JSON.parse(info.text) as { user_id: string };
	const identity = await get(token, `/id/${org.id}/${userId}?version=latest`);
	expect(JSON.parse(identity.text)).toMatchObject({ username: org.username, asserted_user: true });
	org.revokeSessions();
	for (const path of ['/services/oauth2/userinfo', `/id/${org.id}/${userId}`]) {
		expect(await get(token, path)).toEqual({ status: 403, text: 'Bad_OAuth_Token' });
	}
	expect(await get(org.issueToken(), `/id/00D000000000000AAA/${userId}`)).toEqual({
		status: 403,
		text: 'Wrong_Org',
	});
});
