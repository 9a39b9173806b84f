import type { INode } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSend, type SalesforceAuthError, type SalesforceCredential } from '../../auth';
import { adviseRefusal, REFUSALS } from '../../auth/advice';
import { readCredential } from '../../auth/readCredential';
import { type Org, startOrg } from '../../emulator';
import { toNodeError } from '../../nodes/shared/toNodeError';
import { clientCredentialsOf, createAuth, jwtBearerOf, refusalOf } from './orgCredential';

/** The org's clock stands still but for `advance`. */
const START = Date.now();

let org: Org;
beforeEach(async () => {
	org = await startOrg({ now: () => START });
});
afterEach(() => org.close());

const NODE: INode = {
	id: '1',
	name: 'Salesforce',
	type: 'salesforce',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** What n8n shows: the red title, and the details below it. */
async function shownFor(credential: SalesforceCredential) {
	const error = (await refusalOf(createAuth(org, credential)())) as SalesforceAuthError;
	const { message, description } = toNodeError(NODE, error);
	return { code: error.code, isPassing: error.isPassing, message, description };
}

/** Refusals as the org itself comes to them: what an admin got wrong. */
const MISTAKES: [
	code: string,
	text: string,
	where: RegExp,
	make: (org: Org) => SalesforceCredential,
][] = [
	[
		'UNKNOWN_CONSUMER_KEY',
		'client identifier invalid (invalid_client_id)',
		/Consumer Key.*OAuth Settings.*ten minutes/,
		(org) => ({ ...clientCredentialsOf(org), clientId: 'unknown' }),
	],
	[
		'WRONG_CONSUMER_SECRET',
		'invalid client credentials (invalid_client)',
		/Consumer Secret.*OAuth Settings/,
		(org) => ({ ...clientCredentialsOf(org), clientSecret: 'wrong' }),
	],
	[
		'APP_NOT_FOUND',
		'External client app is not installed in this org (app_not_found)',
		/My Domain.*'Audience' empty/,
		(org) => ({ ...jwtBearerOf(org), audience: 'https://login.salesforce.com' }),
	],
	[
		'APP_NOT_INSTALLED',
		'app must be installed into org (invalid_client)',
		/Connected Apps OAuth Usage/,
		(org) => {
			Object.assign(org.app, { installed: false, kind: 'connectedApp' });
			return clientCredentialsOf(org);
		},
	],
	[
		'NO_RUN_AS_USER',
		'no client credentials user enabled (invalid_grant)',
		/Policies.*Run As/,
		(org) => {
			org.app.runAs = null;
			return clientCredentialsOf(org);
		},
	],
	[
		'NO_SCOPES',
		'no valid scopes (invalid_grant)',
		/Manage user data via APIs \(api\)/,
		(org) => {
			org.app.scopes = [];
			return clientCredentialsOf(org);
		},
	],
	[
		'FLOW_NOT_ENABLED',
		'grant type not supported (unsupported_grant_type)',
		/Enable Client Credentials Flow/,
		(org) => {
			org.app.clientCredentialsEnabled = false;
			return clientCredentialsOf(org);
		},
	],
	[
		'FLOW_NOT_ENABLED',
		'grant type not supported (unsupported_grant_type)',
		/Enable JWT Bearer Flow.*digital signatures/,
		(org) => {
			org.app.jwtBearerEnabled = false;
			return jwtBearerOf(org);
		},
	],
	[
		'USER_NOT_APPROVED',
		"user hasn't approved this consumer (invalid_grant)",
		/name@acme\.com\.uat.*Admin approved users are pre-authorized/,
		(org) => {
			org.app.permittedUsers = 'selfAuthorize';
			return { ...jwtBearerOf(org), username: org.unapprovedUsername };
		},
	],
	[
		'USER_NOT_APPROVED',
		'user is not admin approved to access this app (invalid_app_access)',
		/permission set or profile/,
		(org) => {
			org.app.permittedUsers = 'adminApproved';
			return { ...jwtBearerOf(org), username: org.unapprovedUsername };
		},
	],
	[
		'WRONG_AUDIENCE',
		'audience is invalid (invalid_grant)',
		/'Audience' empty.*http:\/\/127\.0\.0\.1:\d+.*https:\/\/login\.salesforce\.com/,
		(org) => ({ ...jwtBearerOf(org), audience: 'https://example.com' }),
	],
	[
		'INVALID_ASSERTION',
		'invalid assertion (invalid_grant)',
		/certificate.*expired.*clock/,
		(org) => {
			org.app.certificate = () => null;
			return jwtBearerOf(org);
		},
	],
	[
		'IP_OR_HOURS_RESTRICTED',
		'ip restricted or invalid login hours (invalid_grant)',
		/Login IP Ranges.*Login Hours/,
		(org) => {
			org.userAccess(org.username).ipRestricted = true;
			return clientCredentialsOf(org);
		},
	],
	[
		'PASSWORD_EXPIRED',
		'expired password (invalid_grant)',
		/Password Never Expires/,
		(org) => {
			org.userAccess(org.username).passwordExpired = true;
			return jwtBearerOf(org);
		},
	],
	[
		'AGENT_USER',
		'Maximum Logins Exceeded (invalid_grant)',
		/normal integration user/,
		(org) => {
			org.userAccess(org.username).agentUser = true;
			return clientCredentialsOf(org);
		},
	],
	[
		'LOGIN_RATE_EXCEEDED',
		'login rate exceeded (invalid_grant)',
		/3,600.*Login History/,
		(org) => {
			org.setPolicy({ loginsPerHour: 0 });
			return jwtBearerOf(org);
		},
	],
];

/** The other rows of Salesforce's table, which no state of an org brings about. */
const ANSWERS: [error: string, text: string, code: string, where: RegExp][] = [
	[
		'invalid_client_credentials',
		'client secret invalid',
		'WRONG_CONSUMER_SECRET',
		/OAuth Settings/,
	],
	[
		'invalid_grant',
		'request not supported on this domain',
		'LOGIN_HOST_NOT_MY_DOMAIN',
		/My Domain/,
	],
	['unauthorized_client', 'not allowed', 'FLOW_NOT_ENABLED', /Enable Client Credentials Flow/],
	['invalid_grant', 'Audience validation failed', 'WRONG_AUDIENCE', /'Audience' empty/],
	['invalid_grant', 'expired authorization code', 'EXPIRED_ASSERTION', /permission set.*clock/],
	['invalid_grant', 'expired access/refresh token', 'SESSION_NOT_VALID', /opens a new session/],
	['invalid_grant', 'expired certificate', 'INVALID_ASSERTION', /Upload the certificate/],
	['invalid_grant', 'authentication failure', 'AUTHENTICATION_FAILED', /Login History/],
	['invalid_grant', 'IP restricted or invalid login hours', 'IP_OR_HOURS_RESTRICTED', /IP Ranges/],
	['invalid_grant', 'user must reset password', 'PASSWORD_EXPIRED', /Setup > Users/],
	['inactive_user', 'user is inactive', 'INACTIVE_USER', /Setup > Users/],
	['invalid_grant', 'inactive user', 'INACTIVE_USER', /Setup > Users/],
	['inactive_org', 'organization is not active', 'INACTIVE_ORG', /Salesforce Support/],
	['rate_limit_exceeded', 'too many', 'LOGIN_RATE_EXCEEDED', /after an hour at most/],
	['invalid_scope', 'bad scope', 'NO_SCOPES', /\(api\)/],
	['invalid_request', 'malformed', 'INVALID_REQUEST', /fields/],
	['brand_new_code', 'words never seen before', 'REFUSED', /Login History/],
];

describe('what n8n shows for a refused login', () => {
	it.each(MISTAKES)('%s: %s', async (code, text, where, make) => {
		const shown = await shownFor(make(org));
		expect(shown).toMatchObject({ code, message: text, isPassing: false });
		expect(shown.description).toMatch(where);
		expect(org.tokenRequests).toHaveLength(1);
	});

	it.each(ANSWERS)('%s: %s', async (error, text, code, where) => {
		org.refuseLogins({ error, error_description: text, times: 9 });
		const shown = await shownFor(clientCredentialsOf(org));
		expect(shown).toMatchObject({ code, message: `${text} (${error})`, isPassing: false });
		expect(shown.description).toMatch(where);
		expect(org.tokenRequests).toHaveLength(1);
	});

	it('is held to a case for every code there is advice for', () => {
		const covered = [...MISTAKES.map(([code]) => code), ...ANSWERS.map(([, , code]) => code)];
		// The two that pass by themselves are below, among the logins that are tried again.
		const codes = REFUSALS.filter(({ isPassing }) => !isPassing).map(({ code }) => code);
		expect(covered).toEqual(expect.arrayContaining(codes));
	});

	it("sends who logs in at a shared host to the org's own", () => {
		const myDomainUrl = 'https://test.salesforce.com';
		const login = readCredential({ ...jwtBearerOf(org), myDomainUrl });
		const { advice } = adviseRefusal('invalid_grant', 'audience is invalid', login);
		expect(advice).toMatch(/Setup > My Domain/);
		expect(advice).not.toContain(myDomainUrl);
	});

	it('names the audiences of a sandbox in a sandbox', () => {
		const myDomainUrl = 'https://acme--uat.sandbox.my.salesforce.com';
		const login = readCredential({ ...jwtBearerOf(org), myDomainUrl });
		const { advice } = adviseRefusal('invalid_grant', 'audience is invalid', login);
		expect(advice).toContain(myDomainUrl);
		expect(advice).toContain('https://test.salesforce.com');
	});
});

describe('a refused login', () => {
	const credential = () => ({ ...clientCredentialsOf(org), clientSecret: 'wrong' });

	it('is not tried again for 10 s, and then once', async () => {
		const auth = createAuth(org, credential());
		for (let i = 0; i < 5; i++) await refusalOf(auth());
		expect(org.tokenRequests).toHaveLength(1);
		org.advance(9_999);
		expect(await refusalOf(auth())).toMatchObject({
			message: 'invalid client credentials (invalid_client)',
			advice: expect.stringContaining('another 1 s'),
		});
		expect(org.tokenRequests).toHaveLength(1);
		org.advance(2);
		await refusalOf(auth());
		expect(org.tokenRequests).toHaveLength(2);
	});

	it('is tried at once by a credential test, whose success ends the wait for all', async () => {
		const auth = createAuth(org, credential());
		await refusalOf(auth());
		org.app.clientSecret = 'wrong';
		await refusalOf(auth());
		await auth({ refresh: true });
		expect(org.tokenRequests).toHaveLength(2);
		expect(await auth()).toMatchObject({ instanceUrl: org.url });
	});

	it('waits longer once the login rate is exceeded', async () => {
		const auth = createAuth(org);
		org.refuseLogins({ error: 'invalid_grant', error_description: 'login rate exceeded' });
		await refusalOf(auth());
		org.advance(299_000);
		await refusalOf(auth());
		expect(org.tokenRequests).toHaveLength(1);
		org.advance(2_000);
		await auth();
		expect(org.logins).toBe(1);
	});

	it('leaves the sessions of other users alone', async () => {
		const { unapprovedUsername: username } = org;
		await refusalOf(createAuth(org, { ...jwtBearerOf(org), username })());
		expect(await createAuth(org, jwtBearerOf(org))()).toMatchObject({ instanceUrl: org.url });
	});

	it('shows the secrets of the request to nobody, should a server echo them', async () => {
		const { clientSecret } = clientCredentialsOf(org);
		const basic = Buffer.from(`${org.clientId}:${clientSecret}`).toString('base64');
		org.refuseLogins({
			error: 'invalid_grant',
			error_description: `got ${clientSecret} in Basic ${basic}`,
		});
		expect(await refusalOf(createAuth(org)())).toMatchObject({
			message: 'got *** in Basic *** (invalid_grant)',
		});
	});
});

describe('a login that got no refusal', () => {
	const path = /oauth2\/token/;

	it.each([
		['HTTP 503', { status: 503, body: 'down' }],
		['HTTP 500', { status: 500, body: 'down' }],
		['"busy" in a 400', { status: 400, body: { error: 'temporarily_unavailable' } }],
		['a fault in a 400', { status: 400, body: { error: 'server_error' } }],
		['a broken connection', { dropBefore: true }],
		['an answer lost', { dropAfter: true }],
	])('is tried again after %s', async (_what, fault) => {
		org.addFault({ match: { path }, times: 2, ...fault });
		expect(await createAuth(org)()).toMatchObject({ instanceUrl: org.url });
	});

	it.each([
		['HTTP 503', { status: 503, body: 'down' }, 'UNEXPECTED_ANSWER', /status\.salesforce\.com/],
		[
			'"busy"',
			{ status: 400, body: { error: 'server_error' } },
			'TEMPORARILY_UNAVAILABLE',
			/again/,
		],
		['a broken connection', { dropBefore: true }, 'NO_ANSWER', /HTTPS_PROXY/],
	])('ends after three times of %s, and is not held back', async (_what, fault, code, advice) => {
		const auth = createAuth(org);
		org.addFault({ match: { path }, times: 3, ...fault });
		const refused = await refusalOf(auth());
		expect(refused).toMatchObject({ name: 'SalesforceAuthError', code, isPassing: true });
		expect((refused as SalesforceAuthError).advice).toMatch(advice);
		expect(await auth()).toMatchObject({ instanceUrl: org.url });
	});

	it.each([
		['a page', { status: 200, body: '<html>' }, /HTTP 200 and no token/],
		['a redirect', { status: 302, headers: { location: 'https://evil.example' } }, /redirect/],
		['another status', { status: 404, body: '' }, /HTTP 404/],
	])('says so if it gets %s', async (_what, fault, message) => {
		org.addFault({ match: { path }, times: 1, ...fault });
		const refused = await refusalOf(createAuth(org)());
		expect(refused).toMatchObject({ code: 'UNEXPECTED_ANSWER', isPassing: false });
		expect((refused as Error).message).toMatch(message);
	});

	it('names the host that does not exist', async () => {
		const myDomainUrl = 'https://no-such-org.my.salesforce.com';
		const send = createSend();
		const refused = await refusalOf(
			createAuth(
				org,
				{ ...clientCredentialsOf(org), myDomainUrl },
				{ send: (request) => send({ ...request, url: 'https://no-such-host.invalid/' }) },
			)(),
		);
		expect(refused).toMatchObject({
			code: 'NO_ANSWER',
			advice: expect.stringMatching(/My Domain/),
		});
	});
});

describe('a clock that is off', () => {
	it.each([
		['behind', -10 * 60_000],
		['behind by an hour', -60 * 60_000],
	])('%s is repaired by the Date of the refusal, with a warning', async (_what, drift) => {
		const warnings: string[] = [];
		const auth = createAuth(org, jwtBearerOf(org), {
			now: () => org.now() + drift,
			warn: (message) => warnings.push(message),
		});
		expect(await auth()).toMatchObject({ instanceUrl: org.url });
		expect(org.tokenRequests.map(({ status }) => status)).toEqual([400, 200]);
		const seconds = Number(/is (\d+) seconds behind/.exec(warnings.join())?.[1]);
		expect(Math.abs(seconds + drift / 1_000)).toBeLessThanOrEqual(1);
		expect(warnings).toHaveLength(1);
	});

	it.each([
		['a day', 24 * 60 * 60_000],
		['thirteen years', 13 * 365 * 24 * 60 * 60_000],
	])(
		'by %s, as any server may say, gets no assertion signed for that time',
		async (_what, drift) => {
			const auth = createAuth(org, jwtBearerOf(org), { now: () => org.now() - drift });
			expect(await refusalOf(auth())).toMatchObject({ advice: expect.stringContaining('clock') });
			expect(org.tokenRequests).toHaveLength(1);
		},
	);

	it('by less than a minute is not blamed for a bad signature', async () => {
		org.app.certificate = () => null;
		await refusalOf(createAuth(org, jwtBearerOf(org), { now: () => org.now() - 50_000 })());
		expect(org.tokenRequests).toHaveLength(1);
	});

	it('is not blamed if the refusal is about something else', async () => {
		const credential = { ...jwtBearerOf(org), clientId: 'unknown' };
		await refusalOf(createAuth(org, credential, { now: () => org.now() - 600_000 })());
		expect(org.tokenRequests).toHaveLength(1);
	});
});
