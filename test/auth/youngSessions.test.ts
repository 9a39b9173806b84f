import { Readable } from 'node:stream';
import { setImmediate as nextTick } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuthDependencies, createSend, type Send } from '../../auth';
import { type Org, startOrg } from '../../emulator';
import { clientCredentialsOf, createAuth, refusalOf } from './orgCredential';

const LIMITS = { method: 'GET', path: '/services/data/v67.0/limits' };
const EXPIRED = [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }];
const send = createSend();

let org: Org;
let waits: number[];
beforeEach(async () => {
	// A clock that stands still but for `advance`.
	const start = Date.now();
	org = await startOrg({ now: () => start });
	org.setPolicy({ sharedSessions: false });
	waits = [];
});
afterEach(() => org.close());

const times = <T>(count: number, make: (index: number) => T) =>
	Array.from({ length: count }, (_, i) => make(i));

const open = (dependencies: AuthDependencies = {}) =>
	createAuth(org, clientCredentialsOf(org), {
		sleep: (milliseconds) => {
			waits.push(milliseconds);
			return nextTick();
		},
		...dependencies,
	});

const refuse = (count: number) =>
	org.addFault({ match: { path: /limits/ }, times: count, status: 401, body: EXPIRED });

describe('a session just opened that Salesforce refuses', () => {
	it('is tried once more after a second or two, and costs no login', async () => {
		refuse(1);
		expect(await open({ random: () => 0.5 }).hook(send, LIMITS)).toMatchObject({ status: 200 });
		expect(waits).toEqual([1_500]);
		expect(org.logins).toBe(1);
	});

	it('costs 100 callers one wait between them, and no login', async () => {
		const auth = open({
			sleep: async (milliseconds) => {
				waits.push(milliseconds);
				while (org.calls.length < 100) await nextTick();
			},
		});
		await auth();
		refuse(100);
		const answers = await Promise.all(times(100, () => auth.hook(send, LIMITS)));
		expect(answers.every(({ status }) => status === 200)).toBe(true);
		expect(waits).toHaveLength(1);
		expect(org.logins).toBe(1);
	});

	it('is replaced by one login for all if it is refused again', async () => {
		const auth = open();
		await auth();
		org.revokeSessions();
		const answers = await Promise.all(times(100, () => auth.hook(send, LIMITS)));
		expect(answers.every(({ status }) => status === 200)).toBe(true);
		expect(waits).toHaveLength(1);
		expect(org.logins).toBe(2);
	});

	it('is waited for also if it took the place of an older one', async () => {
		const auth = open();
		await auth();
		org.advance(60_000);
		refuse(2);
		expect(await auth.hook(send, LIMITS)).toMatchObject({ status: 200 });
		expect(waits).toHaveLength(1);
		expect(org.calls).toHaveLength(3);
		expect(org.logins).toBe(2);
	});

	it('is not waited for once it is a minute old', async () => {
		const auth = open();
		await auth();
		org.advance(60_000);
		org.revokeSessions();
		expect(await auth.hook(send, LIMITS)).toMatchObject({ status: 200 });
		expect(waits).toEqual([]);
	});

	it('lets a caller who gives up go, and the others wait on', async () => {
		const controller = new AbortController();
		const auth = open({
			sleep: async () => {
				controller.abort();
				await nextTick();
			},
		});
		await auth();
		refuse(2);
		const [gone, stays] = [
			refusalOf(auth.hook(send, { ...LIMITS, signal: controller.signal })),
			auth.hook(send, LIMITS),
		];
		expect(await gone).toMatchObject({ code: 'ABORTED' });
		expect(await stays).toMatchObject({ status: 200 });
		expect(org.logins).toBe(1);
	});
});

describe('sessions that are refused time and again', () => {
	it('cost five logins, and then one in 6 s; the caller gets the 401, the admin one warning', async () => {
		const warnings: string[] = [];
		const auth = open({ warn: (message) => warnings.push(message) });
		refuse(1_000);
		for (let call = 0; call < 20; call += 1) {
			expect(await auth.hook(send, LIMITS)).toMatchObject({ status: 401, body: EXPIRED });
		}
		expect(org.logins).toBe(5);
		expect(warnings).toHaveLength(1);
		expect(warnings[0]).toMatch(/refuses sessions soon after they are opened.*in 6 s/);
		org.advance(5_999);
		await auth.hook(send, LIMITS);
		expect(org.logins).toBe(5);
		org.advance(1);
		await auth.hook(send, LIMITS);
		await auth.hook(send, LIMITS);
		expect(org.logins).toBe(6);
	});

	it('are used again if they are taken again, though no login may follow yet', async () => {
		const auth = open();
		refuse(29);
		for (let call = 0; call < 14; call += 1) await auth.hook(send, LIMITS);
		expect(await auth.hook(send, LIMITS)).toMatchObject({ status: 200 });
		expect(org.logins).toBe(5);
	});
});

describe('a body that can be sent once only', () => {
	const upload = (auth: ReturnType<typeof open>) =>
		auth.hook(send, {
			method: 'POST',
			path: '/services/data/v67.0/sobjects/Account',
			headers: { 'Content-Type': 'application/json' },
			body: Readable.from(['{"Name":"Acme"}']),
		});

	it('and meets a dead session leaves a new one to the next, though nobody sends anything else', async () => {
		const auth = open();
		await auth();
		org.revokeSessions();
		expect((await upload(auth)).status).toBe(401);
		expect(org.logins).toBe(1);
		expect((await upload(auth)).status).toBe(201);
		expect(org.logins).toBe(2);
	});

	it('and is answered late drops no newer session', async () => {
		const auth = open();
		const first = await auth();
		let newer: unknown;
		const slow: Send = async (request) => {
			const response = await send(request);
			newer = await auth({ staleToken: first.accessToken });
			return response;
		};
		org.revokeSessions();
		const body = Readable.from(['{}']);
		await auth.hook(slow, { method: 'POST', path: '/services/data/v67.0/x', body });
		expect(await auth()).toEqual(newer);
		expect(org.logins).toBe(2);
	});

	it('but is opened by a function is replayed', async () => {
		const auth = open();
		await auth();
		org.revokeSessions();
		const { status } = await auth.hook(send, {
			method: 'POST',
			path: '/services/data/v67.0/sobjects/Account',
			headers: { 'Content-Type': 'application/json' },
			body: () => Readable.from(['{"Name":"Acme"}']),
		});
		expect(status).toBe(201);
		expect(org.records('Account')).toHaveLength(1);
	});
});

describe('a 401 of an Apex class', () => {
	const path = '/services/apexrest/orders';
	const post = (auth: ReturnType<typeof open>) =>
		auth.hook(send, { method: 'POST', path, body: { Amount: 1 } });

	it.each([
		['in words of its own', { error: 'not for you' }],
		['in words of nobody', ''],
		['that speaks of a session', [{ message: 'Session expired or invalid', errorCode: 'DENIED' }]],
	])('%s comes after its work: the request is sent once, and nobody logs in', async (_, body) => {
		const auth = open();
		await auth();
		org.addFault({ match: { path: /apexrest/ }, times: 9, status: 401, body });
		expect(await post(auth)).toMatchObject({ status: 401, body });
		expect(org.calls).toHaveLength(1);
		expect(org.logins).toBe(1);
	});

	it('is told from one of Salesforce, which ran nothing', async () => {
		const auth = open();
		await auth();
		org.addFault({ match: { path: /apexrest/ }, times: 2, status: 401, body: EXPIRED });
		await post(auth);
		expect(org.calls).toHaveLength(3);
		expect(org.logins).toBe(2);
	});
});

it('a question about an older token drops no newer session that is doubted meanwhile', async () => {
	let answer = () => {};
	const isAsked = new Promise<void>((resolve) => (answer = resolve));
	let release = () => {};
	const isReleased = new Promise<void>((resolve) => (release = resolve));
	let questions = 0;
	const auth = open({
		send: async (request) => {
			if (request.url.endsWith('/userinfo') && (questions += 1) === 1) {
				answer();
				await isReleased;
			}
			return await send(request);
		},
	});
	const older = await auth();
	org.revokeSessions();
	const first = auth({ doubtedToken: older.accessToken });
	await isAsked;
	const newer = await auth({ staleToken: older.accessToken });
	const second = auth({ doubtedToken: newer.accessToken });
	release();
	expect(await Promise.all([first, second])).toEqual([newer, newer]);
	expect(org.logins).toBe(2);
});

describe('a wall clock that jumps', () => {
	const wrong = () => ({ ...clientCredentialsOf(org), clientSecret: 'wrong' });

	it.each([
		['ahead', 3_600_000],
		['back', -3_600_000],
	])('%s changes nothing about how long a refused login is held', async (_, jump) => {
		let drift = 0;
		const auth = createAuth(org, wrong(), { now: () => org.now() + drift });
		await refusalOf(auth());
		drift = jump;
		await refusalOf(auth());
		expect(org.tokenRequests).toHaveLength(1);
		org.advance(10_000);
		await refusalOf(auth());
		expect(org.tokenRequests).toHaveLength(2);
	});
});
