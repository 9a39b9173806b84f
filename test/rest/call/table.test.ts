import { describe, expect, it } from 'vitest';
import { SalesforceAuthError } from '../../../auth';
import { HttpError, type HttpErrorCode } from '../../../http';
import {
	type Effect,
	InvalidInputError,
	InvalidResponseError,
	type Meaning,
	meaningOf,
	RULES,
	SalesforceApiError,
} from '../../../rest';
import { rules } from '../../e2e/faults/rules';

describe('the table of faults', () => {
	const cells = Object.entries(RULES).flatMap(([effect, row]) =>
		Object.entries(row).map(
			([meaning, rule]) => [effect as Effect, meaning as Meaning, rule] as const,
		),
	);

	it.each(cells)('keeps the promise of a %s whose fault means "%s"', (effect, meaning, rule) => {
		const { once, always } = rules[effect][meaning];
		expect({ once: rule.repeat ? 'recovered' : rule.end, always: rule.end }).toEqual({
			once,
			always,
		});
	});
});

const refusal = (status: number, errorCode?: string, message = 'why') =>
	new SalesforceApiError(
		{ status, body: errorCode === undefined ? '' : [{ errorCode, message }] },
		{ method: 'POST', path: '/' },
	);
const fault = (code: HttpErrorCode) => new HttpError(code, code, 'GET', 'acme');
const login = (isPassing: boolean) =>
	new SalesforceAuthError('REFUSED', 'no', { advice: '', isPassing });

describe('what a fault means', () => {
	it.each<[Meaning, string, unknown]>([
		['not now', 'HTTP 420', refusal(420)],
		['not now', 'HTTP 429', refusal(429)],
		[
			'not now',
			'too many calls at once',
			refusal(
				403,
				'REQUEST_LIMIT_EXCEEDED',
				'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
			),
		],
		['not now', 'a locked row', refusal(400, 'UNABLE_TO_LOCK_ROW')],
		['not now', 'no connection', fault('CONNECTION_REFUSED')],
		['not now', 'an unknown host', fault('HOST_NOT_FOUND')],
		['not now', 'a login that may go well later', login(true)],
		[
			'never',
			'the day’s calls are used up',
			refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
		],
		['never', 'a bad request', refusal(400, 'INVALID_FIELD')],
		['never', 'no right', refusal(403, 'INSUFFICIENT_ACCESS')],
		['never', 'a session that no login mends', refusal(401, 'INVALID_SESSION_ID')],
		['never', 'not found', refusal(404)],
		['never', 'an Apex exception', refusal(500, 'APEX_ERROR')],
		['never', 'a certificate', fault('TLS_FAILED')],
		['never', 'the proxy', fault('PROXY_REFUSED')],
		['never', 'a refused login', login(false)],
		['never', 'an input', new InvalidInputError('no')],
		['lost', 'HTTP 502', refusal(502)],
		['lost', 'HTTP 503', refusal(503)],
		['lost', 'HTTP 504', refusal(504)],
		['lost', 'a crash of Salesforce', refusal(500, 'UNKNOWN_EXCEPTION')],
		['lost', 'a lost connection', fault('CONNECTION_LOST')],
		['lost', 'silence', fault('RESPONSE_TIMEOUT')],
		['lost', 'a cancelled request', fault('ABORTED')],
		['garbled', 'HTTP 500 without a reason', refusal(500)],
		['garbled', 'an answer that can not be read', fault('INVALID_RESPONSE')],
		['garbled', 'an answer that is too large', fault('ANSWER_TOO_LARGE')],
		[
			'garbled',
			'an answer of another form',
			new InvalidResponseError('an answer that is not a list'),
		],
	])('"%s": %s', (meaning, _, error) => {
		expect(meaningOf(error)).toBe(meaning);
	});
});
