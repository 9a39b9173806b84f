import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
	createSalesforceAuth,
	createSend,
	createSessionStore,
	keepSession,
	type Send,
} from '../../auth';
import { type Org, startOrg } from '../../emulator';
import { clientCredentialsOf, createAuth, FLOWS, jwtBearerOf, refusalOf } from './orgCredential';

const LIMITS = { method: 'GET', path: '/services/data/v67.0/limits' };
const send = createSend();

let org: Org;
beforeEach(async () => {
	org = await startOrg();
});
afterEach(() => org.close());

const times = <T>(count: number, make: (index: number) => T) =>
	Array.from({ length: count }, (_, i) => make(i));

describe.each(FLOWS)('sessions by %s', (_flow, credentialOf) => {
	it('shares one login among 100 cold callers, whichever auth they hold', async () => {
		const store = createSessionStore();
		const auths = times(100, () => createAuth(org, credentialOf(org), { store }));
		const sessions = await Promise.all(auths.map((auth) => auth()));
		expect(new Set(sessions.map(({ accessToken }) => accessToken)).size).toBe(1);
		expect(sessions[0]).toMatchObject({
			instanceUrl: org.url,
			scope: expect.stringContaining('api'),
		});
		expect(org.logins).toBe(1);
	});

	it('spends one more login when the session is revoked under 100 callers', async () => {
		const auth = createAuth(org, credentialOf(org));
		await auth();
		org.revokeSessions();
		const answers = await Promise.all(times(100, () => auth.hook(send, LIMITS)));
		expect(answers.every(({ status }) => status === 200)).toBe(true);
		expect(org.logins).toBe(2);
	});

	it('serves everyone if only the newest token is honoured', async () => {
		org.setPolicy({ honourOnlyNewestToken: true });
		const store = createSessionStore();
		const auths = times(10, () => createAuth(org, credentialOf(org), { store }));
		await auths[0]!();
		org.revokeSessions();
		const answers = await Promise.all(auths.map((auth) => auth.hook(send, LIMITS)));
		expect(answers.map(({ status }) => status)).toEqual(times(10, () => 200));
		expect(org.logins).toBe(2);
	});

	it('replaces JWT-format access tokens ahead of their end, whatever this clock says', async () => {
		org.setPolicy({ tokenFormat: 'jwt', jwtTokenLifetimeMs: 600_000 });
		let now = 0;
		const auth = createAuth(org, credentialOf(org), { now: () => now || org.now() });
		await auth();
		now = org.now() + 539_000;
		await auth();
		expect(org.logins).toBe(1);
		now = org.now() + 541_000;
		await auth();
		expect(org.logins).toBe(2);
	});
});

describe('a session', () => {
	it('is not shared with another user, secret or host', async () => {
		const store = createSessionStore();
		const other = 'second.user@example.com';
		org.app.preauthorizedUsernames.push(other);
		org.insert('User', [{ Username: other, LastName: 'Second', IsActive: true }]);
		const one = await createAuth(org, jwtBearerOf(org), { store })();
		const two = await createAuth(org, { ...jwtBearerOf(org), username: other }, { store })();
		expect(two.accessToken).not.toBe(one.accessToken);
		await refusalOf(
			createAuth(org, { ...clientCredentialsOf(org), clientSecret: 'wrong' }, { store })(),
		);
		expect(org.logins).toBe(2);
	});

	it('survives a caller who comes late with an older token', async () => {
		org.setPolicy({ sharedSessions: false });
		const auth = createAuth(org);
		const first = await auth();
		const second = await auth({ staleToken: first.accessToken });
		const late = await auth({ staleToken: first.accessToken });
		expect(second.accessToken).not.toBe(first.accessToken);
		expect(late).toEqual(second);
		expect(org.logins).toBe(2);
	});

	it('is opened by a login that outlives the caller who aborted', async () => {
		const store = createSessionStore();
		const controller = new AbortController();
		const [one, two] = times(2, () => createAuth(org, clientCredentialsOf(org), { store }));
		const aborted = refusalOf(one!({ signal: controller.signal }));
		const waiting = two!();
		controller.abort();
		expect(await aborted).toMatchObject({ name: 'HttpError', code: 'ABORTED' });
		expect(await waiting).toMatchObject({ instanceUrl: org.url });
		expect(org.logins).toBe(1);
	});

	it('is not opened for a caller who has aborted already', async () => {
		const error = await refusalOf(createAuth(org)({ signal: AbortSignal.abort() }));
		expect(error).toMatchObject({ code: 'ABORTED' });
		expect(org.tokenRequests).toHaveLength(0);
	});

	it('is forgotten first if it was unused for longest', async () => {
		const store = createSessionStore(2);
		const credential = (id: number) => ({
			...clientCredentialsOf(org),
			trustedHost: `gateway${id}.example`,
		});
		const open = (id: number) => createAuth(org, credential(id), { store })();
		for (const id of [1, 2, 1, 3]) await open(id);
		expect(org.logins).toBe(3);
		await open(1);
		expect(org.logins).toBe(3);
		await open(2);
		expect(org.logins).toBe(4);
	});
});

describe('the hook', () => {
	it('ends a permanent 401 after three sends and one login', async () => {
		org.addFault({
			match: { path: /limits/ },
			times: 10,
			status: 401,
			body: [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
		});
		const { status } = await createAuth(org).hook(send, LIMITS);
		expect(status).toBe(401);
		expect(org.calls).toHaveLength(3);
		expect(org.logins).toBe(2);
	});

	it.each([
		[401, 'This session is not valid for use with the REST API', 'INVALID_SESSION_ID'],
		[401, 'Connected app is not attached to Agent', 'INVALID_SESSION_ID'],
		[403, 'Session expired or invalid', 'INVALID_SESSION_ID'],
	])('opens no session after a %s "%s"', async (status, message, errorCode) => {
		org.addFault({ match: { path: /limits/ }, times: 9, status, body: [{ message, errorCode }] });
		const auth = createAuth(org);
		for (const responseType of ['parsed', 'bytes', 'stream'] as const) {
			const response = await auth.hook(send, { ...LIMITS, responseType });
			expect(response).toMatchObject({ status, body: [{ message }] });
		}
		expect(org.calls).toHaveLength(3);
		expect(org.logins).toBe(1);
	});

	it('replays a write after a 401, with its body', async () => {
		const auth = createAuth(org);
		await auth();
		org.revokeSessions();
		const path = '/services/data/v67.0/sobjects/Account';
		const { status } = await auth.hook(send, { method: 'POST', path, body: { Name: 'Acme' } });
		expect(status).toBe(201);
		expect(org.records('Account')).toHaveLength(1);
	});

	it('does not send a body twice that can be read once only', async () => {
		const auth = createAuth(org);
		await auth();
		org.revokeSessions();
		const { status } = await auth.hook(send, {
			method: 'POST',
			path: '/services/data/v67.0/sobjects/Account',
			headers: { 'Content-Type': 'application/json' },
			body: Readable.from(['{"Name":"Acme"}']),
		});
		expect(status).toBe(401);
		expect(org.calls).toHaveLength(1);
		expect((await auth.hook(send, LIMITS)).status).toBe(200);
	});

	it('puts its own Authorization in the place of the caller', async () => {
		const { status } = await createAuth(org).hook(send, {
			...LIMITS,
			headers: { authorization: 'Bearer mine' },
		});
		expect(status).toBe(200);
	});
});

describe('a session that was kept', () => {
	it('spares the next process its login', async () => {
		const credential = clientCredentialsOf(org);
		const kept = keepSession(credential, await createAuth(org, credential)());
		const answer = await createAuth(org, credential, { kept }).hook(send, LIMITS);
		expect(answer.status).toBe(200);
		expect(org.logins).toBe(1);
	});

	it.each([
		['another secret', { clientSecret: 'another' }, {}],
		['another consumer key', { clientId: 'another' }, {}],
		['another way to authenticate', { authentication: 'body' as const }, {}],
		['another token', {}, { accessToken: '00D!other' }],
		['another instance', {}, { instanceUrl: 'http://127.0.0.1:9' }],
		['no key', {}, { sessionKey: '' }],
		['a key of the same length', {}, { sessionKey: 'A'.repeat(43) }],
	])('is not used with %s', async (_what, edit, change) => {
		const credential = clientCredentialsOf(org);
		const kept = { ...keepSession(credential, await createAuth(org, credential)()), ...change };
		const edited = { ...credential, ...edit };
		await createAuth(org, edited, { kept })().catch(() => undefined);
		expect(org.tokenRequests).toHaveLength(2);
	});

	it('in JWT format ends when its token says, however late it is opened again', async () => {
		org.setPolicy({ tokenFormat: 'jwt', jwtTokenLifetimeMs: 600_000 });
		const credential = clientCredentialsOf(org);
		const kept = keepSession(credential, await createAuth(org, credential)());
		const open = () => createAuth(org, credential, { kept })();
		org.advance(538_000);
		await open();
		expect(org.logins).toBe(1);
		org.advance(4_000);
		await open();
		expect(org.logins).toBe(2);
	});

	it('reaches no service of this machine unless the org itself is there', async () => {
		const credential = {
			...clientCredentialsOf(org),
			myDomainUrl: 'https://acme.my.salesforce.com',
		};
		const asked: string[] = [];
		const send: Send = ({ url }) => {
			asked.push(url);
			return Promise.resolve({ status: 503, headers: {}, body: '' });
		};
		for (const instanceUrl of ['http://127.0.0.1:5678', 'https://localhost', 'http://[::1]:80']) {
			const session = { accessToken: '00D!kept', instanceUrl, issuedAt: 0 };
			const kept = keepSession(credential, session);
			await refusalOf(createAuth(org, credential, { kept, send })());
		}
		expect(new Set(asked)).toEqual(
			new Set(['https://acme.my.salesforce.com/services/oauth2/token']),
		);
	});

	it('never takes the place of what the process has learned since', async () => {
		org.setPolicy({ sharedSessions: false });
		const credential = clientCredentialsOf(org);
		const store = createSessionStore();
		const open = createAuth(org, credential, { store });
		const kept = keepSession(credential, await open());
		const newer = await open({ refresh: true });
		expect(await createAuth(org, credential, { store, kept })()).toEqual(newer);
	});

	it('is not tried again once it was found dead, though no login came of it', async () => {
		const credential = clientCredentialsOf(org);
		const kept = keepSession(credential, await createAuth(org, credential)());
		const store = createSessionStore();
		const call = () => createAuth(org, credential, { store, kept }).hook(send, LIMITS);
		org.revokeSessions();
		org.refuseLogins({ error: 'inactive_user', error_description: 'user is inactive' });
		for (let i = 0; i < 3; i++)
			expect(await refusalOf(call())).toMatchObject({ code: 'INACTIVE_USER' });
		expect(org.calls).toHaveLength(1);
	});

	it('is not taken after a first login that failed', async () => {
		const credential = clientCredentialsOf(org);
		const kept = keepSession(credential, await createAuth(org, credential)());
		const store = createSessionStore();
		org.refuseLogins({ error: 'inactive_user', error_description: 'user is inactive' });
		await refusalOf(createAuth(org, credential, { store })());
		expect(await refusalOf(createAuth(org, credential, { store, kept })())).toMatchObject({
			code: 'INACTIVE_USER',
		});
	});
});

describe('a doubted token', () => {
	it('is kept while it lives: one question for all callers, no login', async () => {
		const asked: string[] = [];
		const auth = createAuth(org, clientCredentialsOf(org), {
			send: (request) => {
				asked.push(new URL(request.url).pathname);
				return send(request);
			},
		});
		const { accessToken: doubtedToken } = await auth();
		const sessions = await Promise.all(times(20, () => auth({ doubtedToken })));
		expect(sessions.every(({ accessToken }) => accessToken === doubtedToken)).toBe(true);
		expect(asked).toEqual(['/services/oauth2/token', '/services/oauth2/userinfo']);
	});

	it('is replaced by one login for all callers if it is dead', async () => {
		const auth = createAuth(org);
		const { accessToken: doubtedToken } = await auth();
		org.revokeSessions();
		const sessions = await Promise.all(times(20, () => auth({ doubtedToken })));
		expect(new Set(sessions.map(({ accessToken }) => accessToken)).size).toBe(1);
		expect(sessions[0]?.accessToken).not.toBe(doubtedToken);
		expect(org.logins).toBe(2);
	});

	it('that is no longer the one held costs nothing', async () => {
		const auth = createAuth(org);
		const session = await auth();
		expect(await auth({ doubtedToken: 'an older one' })).toEqual(session);
		expect(org.calls).toHaveLength(0);
		expect(org.logins).toBe(1);
	});

	it('stays if Salesforce gives no answer', async () => {
		const auth = createAuth(org);
		const session = await auth();
		org.addFault({ match: { path: /userinfo/ }, dropBefore: true });
		expect(await auth({ doubtedToken: session.accessToken })).toEqual(session);
		expect(org.logins).toBe(1);
	});
});

describe('a login that hangs', () => {
	/** A sender whose first login never comes back, whatever anybody signals. */
	function hangOnce(): Send {
		let logins = 0;
		return (request) => {
			const isLogin = request.url.endsWith('/token');
			if (isLogin && (logins += 1) === 1) return new Promise(() => undefined);
			return send(request);
		};
	}

	it('is given up after its time for all who wait, and the next caller logs in', async () => {
		const auth = createAuth(org, clientCredentialsOf(org), {
			send: hangOnce(),
			loginDeadlineMs: 30,
		});
		const errors = await Promise.all(times(10, () => refusalOf(auth())));
		expect(new Set(errors).size).toBe(1);
		expect(errors[0]).toMatchObject({
			code: 'NO_ANSWER',
			isPassing: true,
			message: expect.stringMatching(/did not answer the login within 1 s/),
		});
		expect(await auth()).toMatchObject({ instanceUrl: org.url });
	});

	it('ends the request that hangs', async () => {
		const signals: AbortSignal[] = [];
		const auth = createAuth(org, clientCredentialsOf(org), {
			send: ({ signal }) => {
				if (signal) signals.push(signal);
				return new Promise(() => undefined);
			},
			loginDeadlineMs: 30,
		});
		await refusalOf(auth());
		expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
	});

	it('and a question that hangs leaves the token that is doubted', async () => {
		const auth = createAuth(org, clientCredentialsOf(org), {
			send: (request) =>
				request.url.endsWith('/userinfo') ? new Promise(() => undefined) : send(request),
			loginDeadlineMs: 500,
		});
		const session = await auth();
		expect(await auth({ doubtedToken: session.accessToken })).toEqual(session);
	});
});

it('shares sessions across the process by default', async () => {
	const credential = clientCredentialsOf(org);
	await Promise.all(times(5, () => createSalesforceAuth(credential)()));
	await createSalesforceAuth(jwtBearerOf(org))();
	expect(org.logins).toBe(2);
});
