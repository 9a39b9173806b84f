import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	decide,
	DEFAULT_RETRY_POLICY as POLICY,
	HttpError,
	type HttpErrorCode,
	type HttpRequest,
	type HttpResponse,
	type Outcome,
	withRetry,
} from '../../http';

const request = (method: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
	method,
	url: 'https://acme.my.salesforce.com/',
	...more,
});
const answer = (status: number, headers: Record<string, string> = {}): HttpResponse => ({
	status,
	headers,
	body: '',
});
const lost = (code: HttpErrorCode) => new HttpError(code, code, 'GET', 'acme');

/** A sender that plays one outcome after the other, the last one for ever, and the waits that came of it. */
function play(outcomes: Outcome[]) {
	const sleeps: number[] = [];
	let sends = 0;
	const send = withRetry(
		async () => {
			const outcome = await Promise.resolve(outcomes[Math.min(sends, outcomes.length - 1)]);
			sends += 1;
			if (outcome && 'response' in outcome) return outcome.response;
			throw outcome?.error as Error;
		},
		{},
		{
			sleep: (milliseconds, signal) => {
				sleeps.push(milliseconds);
				return signal?.aborted ? Promise.reject(new Error('aborted')) : Promise.resolve();
			},
			random: () => 0.5,
		},
	);
	return { send, sleeps, sends: () => sends };
}

describe('what may be sent again', () => {
	it.each([420, 429, 502, 503, 504])(
		'a read answered %d is, until it is answered',
		async (status) => {
			const { send, sends } = play([{ response: answer(status) }, { response: answer(200) }]);
			expect(await send(request('GET'))).toMatchObject({ status: 200 });
			expect(sends()).toBe(2);
		},
	);

	it.each([200, 400, 401, 403, 404, 409, 500])('nothing answered %d is', async (status) => {
		const { send, sends } = play([{ response: answer(status) }]);
		expect(await send(request('GET'))).toMatchObject({ status });
		expect(sends()).toBe(1);
	});

	it.each([
		['429, which promises that nothing was done', { response: answer(429) }, 5],
		['503, which promises nothing', { response: answer(503) }, 1],
		['no connection', { error: lost('CONNECTION_REFUSED') }, 5],
		['a lost connection', { error: lost('CONNECTION_LOST') }, 1],
		['a timeout', { error: lost('RESPONSE_TIMEOUT') }, 1],
	])('a create after %s', async (_, outcome, sent) => {
		const { send, sends } = play([outcome]);
		await send(request('POST')).catch(() => undefined);
		expect(sends()).toBe(sent);
	});

	it('a create that its caller knows to be harmless twice is', async () => {
		const { send, sends } = play([{ error: lost('CONNECTION_LOST') }]);
		await expect(send(request('POST', { idempotent: true }))).rejects.toThrow('CONNECTION_LOST');
		expect(sends()).toBe(5);
	});

	it('a body that can be read once only is not', async () => {
		const { send, sends } = play([{ response: answer(503) }]);
		await send(request('PUT', { body: Readable.from(['x']) }));
		expect(sends()).toBe(1);
	});

	it.each(['ABORTED', 'TLS_FAILED', 'PROXY_REFUSED'] as const)(
		'what failed with %s is not',
		async (code) => {
			const { send, sends } = play([{ error: lost(code) }]);
			await expect(send(request('GET'))).rejects.toMatchObject({ code });
			expect(sends()).toBe(1);
		},
	);
});

describe('the wait', () => {
	it('doubles, with room for chance, up to the bound', async () => {
		const { send, sleeps } = play([{ response: answer(503) }]);
		await send(request('GET'));
		expect(sleeps).toEqual([750, 1_500, 3_000, 6_000]);
	});

	it('is as long as the server asks, in seconds or by its own clock', () => {
		const attempt = { number: 1, request: request('GET'), random: 0 };
		const wait = (headers: Record<string, string>) =>
			decide(attempt, { response: answer(503, headers) }, POLICY);
		expect(wait({ 'retry-after': '7' })).toEqual({ retry: true, delayMs: 7_000 });
		expect(
			wait({
				'retry-after': 'Tue, 24 Nov 2026 03:00:09 GMT',
				date: 'Tue, 24 Nov 2026 03:00:00 GMT',
			}),
		).toEqual({ retry: true, delayMs: 9_000 });
		expect(wait({ 'retry-after': '3600' })).toEqual({ retry: false });
	});

	it('ends when it is cancelled, with what was answered last', async () => {
		const controller = new AbortController();
		const { send, sends } = play([{ response: answer(503) }]);
		controller.abort();
		expect(await send(request('GET', { signal: controller.signal }))).toMatchObject({
			status: 503,
		});
		expect(sends()).toBe(1);
	});
});

it('frees the connection of an answer that nobody will read', async () => {
	const unread = new Readable({ read: () => undefined });
	const { send } = play([
		{ response: { ...answer(503), body: unread } },
		{ response: answer(200) },
	]);
	await send(request('GET'));
	expect(unread.destroyed).toBe(true);
});

it('never repeats a write that may have happened, waits within the bound, and ends', () => {
	const codes: HttpErrorCode[] = [
		'CONNECTION_REFUSED',
		'CONNECT_TIMEOUT',
		'CONNECTION_LOST',
		'RESPONSE_TIMEOUT',
		'INVALID_RESPONSE',
		'UNKNOWN',
	];
	const outcome: fc.Arbitrary<Outcome> = fc.oneof(
		fc.constantFrom(...codes).map((code) => ({ error: lost(code) })),
		fc
			.record({ status: fc.integer({ min: 200, max: 599 }), after: fc.option(fc.string()) })
			.map(({ status, after }) => ({
				response: answer(status, after === null ? {} : { 'retry-after': after }),
			})),
	);
	const attempt = fc.record({
		number: fc.integer({ min: 1, max: 9 }),
		request: fc
			.constantFrom('GET', 'POST', 'PATCH', 'PUT', 'DELETE')
			.map((method) => request(method)),
		random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
	});
	fc.assert(
		fc.property(attempt, outcome, (tried, came) => {
			const decision = decide(tried, came, POLICY);
			if (!decision.retry) return;
			expect(tried.number).toBeLessThan(POLICY.attempts);
			expect(decision.delayMs).toBeGreaterThanOrEqual(0);
			expect(decision.delayMs).toBeLessThanOrEqual(POLICY.maxDelayMs);
			if (!['POST', 'PATCH'].includes(tried.request.method)) return;
			const isSafe =
				'response' in came
					? [420, 429].includes(came.response.status)
					: !(came.error as HttpError).mayHaveBeenSent;
			expect(isSafe).toBe(true);
		}),
	);
});
