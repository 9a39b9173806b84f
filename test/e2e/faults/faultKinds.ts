import type { Fault, Org } from '../../../emulator';
import type { FaultKind, Phase } from './types';

/** A fault of the call itself. */
const onCall =
	(fault: Fault) =>
	(org: Org, { match, after = 0 }: Phase, times: number): void =>
		org.addFault({ ...fault, match, after, times });

/** The session is over at the call, where there is one, and the login that follows goes wrong. */
const onLogin =
	(fault: Fault) =>
	(org: Org, phase: Phase, times: number): void => {
		const { match, after = 0, login } = phase;
		if (login !== 'now') org.addFault({ match, after, revokeSessions: true });
		const passed = login === 'earlier in the run' ? 1 : 0;
		org.addFault({ match: { path: '/oauth2/token' }, ...fault, after: passed, times });
	};

const refusal = (status: number, errorCode: string, message: string): Fault => ({
	status,
	body: [{ message, errorCode }],
});

const JSON_TYPE = { 'Content-Type': 'application/json;charset=UTF-8' };
const EXPIRED = 'Session expired or invalid';
const NOT_FOR_REST = 'This session is not valid for use with the REST API';
const CONCURRENT = 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.';
const LOCKED = 'unable to obtain exclusive access to this record';

/** Everything that goes wrong on purpose. The emulator's README says what of it Salesforce documents. */
export const faultKinds: readonly FaultKind[] = [
	{
		id: '429',
		label: 'HTTP 429 with Retry-After',
		effect: 'not now',
		arm: onCall({ status: 429, headers: { 'Retry-After': '1' }, body: '' }),
	},
	{
		id: '420',
		label: "HTTP 420, HTML of Salesforce's edge while it sets an org up",
		effect: 'not now',
		arm: onCall({ status: 420, body: '<html><h1>Setting things up</h1></html>' }),
	},
	{
		id: 'busy',
		label: 'HTTP 403, too many calls at the same time',
		effect: 'not now',
		arm: onCall(refusal(403, 'REQUEST_LIMIT_EXCEEDED', CONCURRENT)),
	},
	{
		id: 'locked',
		label: `HTTP 400 UNABLE_TO_LOCK_ROW: ${LOCKED}`,
		effect: 'not now',
		only: ['create', 'repeatable write'],
		arm: onCall({ lockRow: true }),
	},
	{
		id: 'locked-row',
		label: 'UNABLE_TO_LOCK_ROW for one row of a call',
		effect: 'not now',
		only: ['create', 'repeatable write'],
		arm: onCall({ lockRows: 1 }),
	},
	{
		id: '401',
		label: 'HTTP 401 INVALID_SESSION_ID, though the session lives',
		effect: 'not now',
		arm: onCall(refusal(401, 'INVALID_SESSION_ID', EXPIRED)),
	},
	{
		id: 'revoked',
		label: 'The session is revoked',
		effect: 'not now',
		arm: onCall({ revokeSessions: true }),
	},
	{
		id: 'newest-token',
		label: 'Another process logs in, and the org honours only the newest token',
		effect: 'not now',
		arm: (org, phase, times) => {
			org.setPolicy({ honourOnlyNewestToken: true });
			onCall({ newerLogin: true })(org, phase, times);
		},
	},
	{
		id: 'login-drop',
		label: 'The session is over, and the login gets no answer',
		effect: 'not now',
		arm: onLogin({ dropBefore: true }),
	},
	{
		id: 'login-503',
		label: 'The session is over, and the login answers HTTP 503',
		effect: 'not now',
		arm: onLogin({ status: 503, body: '<html>Down for maintenance</html>' }),
	},
	{
		id: 'login-refused',
		label: 'The session is over, and Salesforce refuses the login',
		effect: 'never',
		arm: onLogin({
			status: 400,
			body: {
				error: 'invalid_grant',
				error_description: 'ip restricted or invalid login hours',
			},
		}),
	},
	{
		id: '401-rights',
		label: `HTTP 401, "${NOT_FOR_REST}"`,
		effect: 'never',
		arm: onCall(refusal(401, 'INVALID_SESSION_ID', NOT_FOR_REST)),
	},
	{
		id: 'quota',
		label: 'HTTP 403, the API calls of the last 24 hours are used up',
		effect: 'never',
		arm: onCall(refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')),
	},
	{
		id: '404',
		label: 'HTTP 404 NOT_FOUND',
		effect: 'never',
		arm: onCall(refusal(404, 'NOT_FOUND', 'The requested resource does not exist')),
	},
	{
		id: '502',
		label: 'HTTP 502, HTML of a gateway',
		effect: 'lost',
		arm: onCall({ status: 502, body: '<html>Bad Gateway</html>' }),
	},
	{
		id: '503',
		label: 'HTTP 503 SERVER_UNAVAILABLE with Retry-After',
		effect: 'lost',
		arm: onCall({
			...refusal(503, 'SERVER_UNAVAILABLE', 'Too many requests waiting for connections'),
			headers: { 'Retry-After': '1' },
		}),
	},
	{
		id: '504',
		label: 'HTTP 504 without a body',
		effect: 'lost',
		arm: onCall({ status: 504 }),
	},
	{
		id: 'drop-before',
		label: 'The connection is lost before the call is carried out',
		effect: 'lost',
		arm: onCall({ dropBefore: true }),
	},
	{
		id: 'drop-after',
		label: 'The call is carried out, and the connection lost before the answer',
		effect: 'lost',
		arm: onCall({ dropAfter: true }),
	},
	{
		id: 'cut',
		label: 'The call is carried out, and the connection lost in the middle of the answer',
		effect: 'lost',
		arm: onCall({ truncate: true }),
	},
	{
		id: 'silent-before',
		label: 'No answer in 150 seconds; the call is never carried out',
		effect: 'lost',
		slow: true,
		arm: onCall({ silent: 'ignored' }),
	},
	{
		id: 'silent-after',
		label: 'No answer in 150 seconds; the call is carried out',
		effect: 'lost',
		slow: true,
		arm: onCall({ silent: 'done' }),
	},
	{
		id: '500',
		label: 'HTTP 500 UNKNOWN_EXCEPTION',
		effect: 'lost',
		arm: onCall(
			refusal(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred. ErrorId: 1-2 (3)'),
		),
	},
	{
		id: 'bad-json',
		label: 'HTTP 200 with JSON that ends in the middle',
		effect: 'garbled',
		arm: onCall({ status: 200, headers: JSON_TYPE, body: '[{"id":"003' }),
	},
	{
		id: 'html',
		label: 'HTTP 200 with a page in HTML, as a captive proxy answers',
		effect: 'garbled',
		arm: onCall({ status: 200, body: '<html><body>Please log in</body></html>' }),
	},
];
