import { createSign, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createKeyAndCertificate, type Org, startOrg } from '../../emulator';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ now: () => 1_790_000_000_000 });
});
afterEach(async () => await org.close());

type Form = Record<string, string>;

async function logIn(form: Form, headers: Record<string, string> = {}) {
	const body = new URLSearchParams(form);
	const response = await fetch(`${org.url}/services/oauth2/token`, {
		method: 'POST',
		body,
		headers,
	});
	return {
		status: response.status,
		headers: response.headers,
		body: (await response.json()) as Record<string, string>,
	};
}

const withSecret = (more: Form = {}): Form => ({
	grant_type: 'client_credentials',
	client_id: org.clientId,
	client_secret: org.clientSecret,
	...more,
});

function signJwt(claims: object = {}, key = org.privateKey, header: object = { alg: 'RS256' }) {
	const all = {
		iss: org.clientId,
		sub: org.username,
		aud: org.url,
		exp: org.now() / 1000 + 170,
		...claims,
	};
	const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const content = `${encode(header)}.${encode(all)}`;
	return `${content}.${createSign('RSA-SHA256').update(content).sign(key, 'base64url')}`;
}

const withJwt = (assertion = signJwt()): Form => ({
	grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
	assertion,
});

const refused = (error: string, description: string) => ({
	status: 400,
	body: { error, error_description: description },
});

describe('Client Credentials', () => {
	test('lets in by secret in the body, without expires_in or refresh token', async () => {
		const { status, headers, body } = await logIn(withSecret());
		expect(status).toBe(200);
		expect(headers.get('cache-control')).toBe('no-cache, no-store');
		expect(Object.keys(body)).toEqual([
			'access_token',
			'signature',
			'scope',
			'instance_url',
			'id',
			'token_type',
			'issued_at',
		]);
		expect(body).toMatchObject({ instance_url: org.url, token_type: 'Bearer', scope: 'api id' });
		expect(body.issued_at).toBe('1790000000000');
		expect(body.access_token?.split('!')[0]).toBe(org.id.slice(0, 15));
	});

	test('lets in by a Basic header', async () => {
		const basic = Buffer.from(`${org.clientId}:${org.clientSecret}`).toString('base64');
		const headers = { authorization: `Basic ${basic}` };
		expect(await logIn({ grant_type: 'client_credentials' }, headers)).toMatchObject({
			status: 200,
		});
		expect(org.tokenRequests).toMatchObject([{ authentication: 'header', status: 200 }]);
	});

	test('reads key and secret of a Basic header form-encoded, as RFC 6749 has them', async () => {
		org.app.clientSecret = 'a+b %&:ü';
		const secret = encodeURIComponent(org.app.clientSecret).replaceAll('%20', '+');
		const basic = Buffer.from(`${org.clientId}:${secret}`).toString('base64');
		const headers = { authorization: `Basic ${basic}` };
		expect(await logIn({ grant_type: 'client_credentials' }, headers)).toMatchObject({
			status: 200,
		});
	});

	test('names each thing that is wrong as Salesforce does', async () => {
		expect(await logIn(withSecret({ client_id: 'nobody' }))).toMatchObject(
			refused('invalid_client_id', 'client identifier invalid'),
		);
		expect(await logIn(withSecret({ client_secret: 'wrong' }))).toMatchObject(
			refused('invalid_client', 'invalid client credentials'),
		);
		org.app.clientCredentialsEnabled = false;
		expect(await logIn(withSecret())).toMatchObject(
			refused('unsupported_grant_type', 'grant type not supported'),
		);
		org.app.clientCredentialsEnabled = true;
		org.app.runAs = null;
		expect(await logIn(withSecret())).toMatchObject(
			refused('invalid_grant', 'no client credentials user enabled'),
		);
		expect(org.logins).toBe(0);
		expect(org.tokenRequests).toHaveLength(4);
	});

	test.each([
		['ipRestricted', 'ip restricted or invalid login hours'],
		['passwordExpired', 'expired password'],
		['agentUser', 'Maximum Logins Exceeded'],
	] as const)('refuses a user with %s', async (flaw, description) => {
		org.userAccess(org.username)[flaw] = true;
		expect(await logIn(withSecret())).toMatchObject(refused('invalid_grant', description));
	});

	test('refuses an app without scopes, and one that is not installed', async () => {
		org.app.scopes = [];
		expect(await logIn(withSecret())).toMatchObject(refused('invalid_grant', 'no valid scopes'));
		org.app.installed = false;
		expect(await logIn(withSecret())).toMatchObject(
			refused('app_not_found', 'External client app is not installed in this org'),
		);
		org.app.kind = 'connectedApp';
		expect(await logIn(withSecret())).toMatchObject(
			refused('invalid_client', 'app must be installed into org'),
		);
	});

	test('is not served on the login hosts', async () => {
		const { request } = await import('node:http');
		const body = new URLSearchParams(withSecret()).toString();
		const text = await new Promise<string>((resolve, reject) => {
			const headers = {
				host: 'login.salesforce.com',
				'content-type': 'application/x-www-form-urlencoded',
			};
			const sent = request(
				`${org.url}/services/oauth2/token`,
				{ method: 'POST', headers },
				(response) => {
					response.setEncoding('utf8');
					response.on('data', resolve);
				},
			);
			sent.on('error', reject);
			sent.end(body);
		});
		expect(text).toContain('request not supported on this domain');
	});

	test('reads forms only', async () => {
		const response = await fetch(`${org.url}/services/oauth2/token`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(withSecret()),
		});
		expect(response.status).toBe(400);
		expect(await response.json()).toEqual({
			error: 'unsupported_grant_type',
			error_description: 'grant type not supported',
		});
	});
});

describe('JWT Bearer', () => {
	test('lets in by a signed assertion, without signature and issued_at', async () => {
		const { status, body } = await logIn(withJwt());
		expect(status).toBe(200);
		expect(Object.keys(body)).toEqual([
			'access_token',
			'scope',
			'instance_url',
			'id',
			'token_type',
		]);
	});

	test('brings a certificate that others can read', () => {
		const certificate = new X509Certificate(org.certificate);
		expect(certificate.subject).toBe('CN=Salesforce emulator');
		expect(certificate.verify(certificate.publicKey)).toBe(true);
	});

	test('takes exp in milliseconds, as sfdx-core sends it, and three minutes of clock skew', async () => {
		const now = org.now() / 1000;
		expect(await logIn(withJwt(signJwt({ exp: org.now() + 300 })))).toMatchObject({ status: 200 });
		expect(await logIn(withJwt(signJwt({ exp: now - 179 })))).toMatchObject({ status: 200 });
		expect(await logIn(withJwt(signJwt({ exp: now - 181 })))).toMatchObject(
			refused('invalid_grant', 'expired authorization code'),
		);
	});

	test.each([
		['signed by another key', () => signJwt({}, createKeyAndCertificate().privateKey)],
		['with another algorithm named', () => signJwt({}, org.privateKey, { alg: 'RS512' })],
		[
			'with a changed claim',
			() =>
				signJwt().replace(
					/\.(.{40})(.)/,
					(_all, kept: string, one: string) => `.${kept}${one === 'A' ? 'B' : 'A'}`,
				),
		],
		['of two parts', () => signJwt().split('.').slice(0, 2).join('.')],
		['without exp', () => signJwt({ exp: undefined })],
	])('refuses an assertion %s', async (_what, assertion) => {
		expect(await logIn(withJwt(assertion()))).toMatchObject(
			refused('invalid_grant', 'invalid assertion'),
		);
	});

	test('refuses an expired certificate', async () => {
		const { privateKey, certificate } = createKeyAndCertificate('old', new Date(org.now() - 1000));
		org.app.certificate = () => certificate;
		expect(await logIn(withJwt(signJwt({}, privateKey)))).toMatchObject(
			refused('invalid_grant', 'invalid assertion'),
		);
	});

	test('refuses a wrong audience, and the login host for an External Client App', async () => {
		expect(await logIn(withJwt(signJwt({ aud: 'https://other.example' })))).toMatchObject(
			refused('invalid_grant', 'audience is invalid'),
		);
		const atLogin = withJwt(signJwt({ aud: 'https://login.salesforce.com' }));
		expect(await logIn(atLogin)).toMatchObject(
			refused('app_not_found', 'External client app is not installed in this org'),
		);
		org.app.kind = 'connectedApp';
		expect(await logIn(atLogin)).toMatchObject({ status: 200 });
	});

	test('refuses users that are not let in, by the app’s policy', async () => {
		const form = withJwt(signJwt({ sub: org.unapprovedUsername }));
		expect(await logIn(form)).toMatchObject(
			refused('invalid_grant', "user hasn't approved this consumer"),
		);
		org.app.permittedUsers = 'adminApproved';
		expect(await logIn(form)).toMatchObject(
			refused('invalid_app_access', 'user is not admin approved to access this app'),
		);
		expect(await logIn(withJwt(signJwt({ sub: 'nobody@acme.example' })))).toMatchObject(
			refused('invalid_grant', "user hasn't approved this consumer"),
		);
	});

	test('refuses an inactive user', async () => {
		org.update('User', [{ Id: userIdOf(org.username), IsActive: false }]);
		expect(await logIn(withJwt())).toMatchObject(refused('inactive_user', 'user is inactive'));
	});

	test('takes a jti once', async () => {
		const form = withJwt(signJwt({ jti: 'once' }));
		expect(await logIn(form)).toMatchObject({ status: 200 });
		expect(await logIn(form)).toMatchObject(refused('invalid_grant', 'invalid assertion'));
	});
});

describe('any login', () => {
	test('is refused beyond the hourly rate, until an hour has passed', async () => {
		org.setPolicy({ loginsPerHour: 2 });
		await logIn(withSecret());
		await logIn(withJwt());
		expect(await logIn(withSecret())).toMatchObject(
			refused('invalid_grant', 'login rate exceeded'),
		);
		org.advance(60 * 60 * 1000 + 1);
		expect(await logIn(withSecret())).toMatchObject({ status: 200 });
	});

	test('can be refused on purpose, a number of times', async () => {
		org.refuseLogins({ error: 'server_error', error_description: 'later', status: 503, times: 2 });
		for (const status of [503, 503, 200])
			expect(await logIn(withSecret())).toMatchObject({ status });
	});
});

function userIdOf(username: string): unknown {
	return org.records('User').find((user) => user.Username === username)?.Id;
}
