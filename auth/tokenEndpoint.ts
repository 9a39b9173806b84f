import {
	type Again,
	type Budget,
	createRedactor,
	HttpError,
	type HttpErrorCode,
	type HttpResponse,
	type Outcome,
	readRetryAfter,
	repeat,
	type Send,
	type Timing,
} from '../http';
import { adviseRefusal } from './advice';
import { readInstanceUrl } from './loginHost';
import type { Login } from './readCredential';
import { SalesforceAuthError } from './SalesforceAuthError';
import { createSession } from './createSession';
import type { Session } from './types';

/** What a flow sends to the token endpoint. */
export interface Grant {
	form: URLSearchParams;
	headers?: Record<string, string>;
	/** Texts of the request that may not come back in an error, should a server echo them in whatever form. */
	secrets: string[];
}

/** Few tries, because callers wait. */
const LOGIN_BUDGET: Budget = {
	tries: 3,
	milliseconds: 60_000,
	firstPauseMs: 500,
	longestPauseMs: 5_000,
};

/** Answers that say "not now". 420 comes from Salesforce's edge. */
const NOT_NOW = [420, 429, 500, 502, 503, 504];

const TEMPORARY = ['temporarily_unavailable', 'server_error'];

const LONGEST_TEXT = 300;
/** Bytes; a token answer has two kB. */
export const LONGEST_ANSWER = 1_000_000;

/** What a header can hold. */
const IS_TOKEN = /^[\x21-\x7e]+$/;

type Answer = Record<string, unknown>;

const readAnswer = ({ body }: HttpResponse): Answer =>
	typeof body === 'object' && body !== null && !Buffer.isBuffer(body) ? (body as Answer) : {};

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** Errors that another try a little later will not change. */
const LASTING: readonly HttpErrorCode[] = [
	'ABORTED',
	'TLS_FAILED',
	'PROXY_REFUSED',
	'ANSWER_TOO_LARGE',
	'UNKNOWN',
];

/** Whether a login may succeed a little later: no answer came, or one that says "not now". */
function judgeLogin(outcome: Outcome<HttpResponse>): Again | undefined {
	if ('error' in outcome) {
		const { error } = outcome;
		return error instanceof HttpError && !LASTING.includes(error.code) ? {} : undefined;
	}
	const { status, headers } = outcome.value;
	const isTemporary =
		NOT_NOW.includes(status) || TEMPORARY.includes(text(readAnswer(outcome.value).error));
	if (!isTemporary) return undefined;
	const afterMs = readRetryAfter(headers);
	return afterMs === undefined ? {} : { afterMs };
}

/** A sender for token requests. A login changes nothing, so that it may be sent again. */
export const repeatLogin =
	(send: Send, timing: Timing): Send =>
	(request) =>
		repeat(() => send(request), judgeLogin, LOGIN_BUDGET, timing);

function toUnexpectedAnswer({ status }: HttpResponse, login: Login): SalesforceAuthError {
	const { host } = new URL(login.loginUrl);
	const isRedirect = status >= 300 && status < 400;
	const what = isRedirect ? 'a redirect, which is not followed' : `HTTP ${status} and no token`;
	return new SalesforceAuthError('UNEXPECTED_ANSWER', `${host} answered with ${what}`, {
		advice:
			status >= 500 || status === 420 || status === 429
				? 'Salesforce is not available right now: see status.salesforce.com, and try again later.'
				: "Check 'My Domain URL': it must be your org's own host under Setup > My Domain. Or a proxy answered instead of Salesforce.",
		isPassing: status >= 500 || status === 420 || status === 429,
	});
}

function toNoAnswer(error: HttpError): SalesforceAuthError {
	const isNoOrg = ['HOST_NOT_FOUND', 'ANSWER_TOO_LARGE', 'INVALID_RESPONSE'].includes(error.code);
	const advice = isNoOrg
		? "Check 'My Domain URL': Salesforce shows the right one under Setup > My Domain."
		: error.code === 'TLS_FAILED'
			? 'If a proxy of your company inspects TLS connections, give its certificate to n8n in NODE_EXTRA_CA_CERTS.'
			: 'Check that this machine may reach Salesforce: its firewall, and HTTPS_PROXY and NO_PROXY in the environment of n8n.';
	return new SalesforceAuthError('NO_ANSWER', error.message, {
		advice,
		isPassing: !['HOST_NOT_FOUND', 'TLS_FAILED', 'ANSWER_TOO_LARGE'].includes(error.code),
		cause: error,
	});
}

/**
 * Sends a grant to `/services/oauth2/token` and reads the session.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm
 *
 * @param send the sender with retries, never one that adds a token
 * @returns the session, or Salesforce's refusal with the answer's `Date`, which shows the server's clock
 * @throws SalesforceAuthError if the host gave no answer, or an answer that is not of a token endpoint
 */
export async function requestToken(
	send: Send,
	login: Login,
	grant: Grant,
	now: () => number,
): Promise<{ session: Session } | { refusal: SalesforceAuthError; serverTime: number }> {
	const response = await send({
		method: 'POST',
		url: `${login.loginUrl}/services/oauth2/token`,
		headers: { Accept: 'application/json', ...grant.headers },
		body: grant.form,
		maxAnswerBytes: LONGEST_ANSWER,
	}).catch((error: unknown) => {
		throw error instanceof HttpError ? toNoAnswer(error) : error;
	});
	const answer = readAnswer(response);
	const redact = createRedactor([...grant.secrets, text(answer.access_token)]);
	if (text(answer.error) !== '') {
		const oauthError = redact(text(answer.error)).slice(0, LONGEST_TEXT);
		const description = redact(text(answer.error_description)).slice(0, LONGEST_TEXT);
		return {
			refusal: adviseRefusal(oauthError, description, login),
			serverTime: Date.parse(response.headers.date ?? ''),
		};
	}
	if (response.status !== 200 || !IS_TOKEN.test(text(answer.access_token))) {
		throw toUnexpectedAnswer(response, login);
	}
	// If it may not go there, the error names the host.
	const told = redact(text(answer.instance_url));
	const instanceUrl = readInstanceUrl(told, login.loginUrl, login.trustedHost);
	return { session: createSession(answer, instanceUrl, now()) };
}
