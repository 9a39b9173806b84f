import { describe, expect, it } from 'vitest';
import { SalesforceAuthError } from '../../../auth';
import { HttpError } from '../../../http';
import { pollFailureOf } from '../../../nodes/SalesforceTrigger/pollFailure';
import {
	InvalidInputError,
	InvalidResponseError,
	SalesforceApiError,
	UnknownOutcomeError,
} from '../../../rest';

const answer = (status: number, errorCode: string, message = 'Refused') =>
	new SalesforceApiError(
		{ status, body: [{ errorCode, message }] },
		{ method: 'GET', path: '/services/data/v67.0/query' },
	);

describe('why a poll failed', () => {
	it.each([
		['a busy server', answer(503, 'SERVER_UNAVAILABLE'), 'temporarily-unavailable'],
		['an org on the move', answer(420, 'HTTP_420'), 'temporarily-unavailable'],
		['a query that took too long', answer(400, 'QUERY_TIMEOUT'), 'temporarily-unavailable'],
		[
			'no answer',
			new HttpError('CONNECTION_REFUSED', 'Refused', 'GET', 'acme.my.salesforce.com'),
			'temporarily-unavailable',
		],
		[
			'too many calls at once',
			answer(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests Limit exceeded.'),
			'rate-limited',
		],
		['an answer that is none', new InvalidResponseError('a page'), 'temporarily-unavailable'],
		[
			'a request whose outcome is unknown',
			new UnknownOutcomeError(new Error('reset'), false),
			'temporarily-unavailable',
		],
		['too many requests', answer(429, 'HTTP_429'), 'rate-limited'],
		[
			'no calls left for today',
			answer(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
			'quota-exhausted',
		],
		['a dead session', answer(401, 'INVALID_SESSION_ID'), 'credential-invalid'],
		['a field that is gone', answer(400, 'INVALID_FIELD'), 'configuration-invalid'],
		['a parameter that is empty', new InvalidInputError('Empty'), 'configuration-invalid'],
		['a mistake of our own', new TypeError('undefined is not a function'), 'node-defect'],
	])('tells n8n of %s', (_, error, cause) => {
		expect(pollFailureOf(error)).toEqual({ cause });
	});

	it.each([
		['WRONG_CONSUMER_SECRET', false, { cause: 'credential-invalid' }],
		['NO_ANSWER', true, { cause: 'temporarily-unavailable' }],
		['LOGIN_RATE_EXCEEDED', false, { cause: 'rate-limited', retryAfterMs: 3_600_000 }],
	] as const)('tells n8n of a login that ended in %s', (code, isPassing, failure) => {
		const error = new SalesforceAuthError(code, 'Refused', { advice: 'Wait', isPassing });
		expect(pollFailureOf(error)).toEqual(failure);
	});
});
