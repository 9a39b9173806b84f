import { createRedactor, HttpError, type HttpResponse, type RetryPolicy, type Send } from '../http';
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

/** A login that got no answer, or "not now", may be sent again: it changes nothing. Few times, for callers wait. */
export const LOGIN_RETRY_POLICY: Partial<RetryPolicy> = {
	attempts: 3,
	statusCodes: [420, 429, 500, 502, 503, 504],
	baseDelayMs: 500,
	maxDelayMs: 5_000,
};

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

/** Salesforce says "not now" with HTTP 400; the retry policy knows 503. */
export const tellTemporary =
	(send: Send): Send =>
	async (request) => {
		const response = await send(request);
		const isTemporary = TEMPORARY.includes(text(readAnswer(response).error));
		return isTemporary ? { ...response, status: 503 } : response;
	};

function toUnexpectedAnswer({ status }: HttpResponse, login: Login): SalesforceAuthError {
	const { host } = new URL(login.loginUrl);
	const isRedirect = status >= 300 && status < 400;
	const what = isRedirect ? 'a redirect, which is not followed' : `HTTP ${status} and no token`;
	return new SalesforceAuthError('UNEXPECTED_ANSWER', `${host} answered with ${what}`, {
		advice:
			status >= 500 || status === 420 || status === 429
				? 'Salesforce is not available right now: see status.salesforce.com, and try again later.'
				: "Check 'My Domain URL': it must be your org's own host under Setup > My Domain. A proxy on the way may also answer in Salesforce's place.",
		isPassing: status >= 500 || status === 420 || status === 429,
	});
}

function toNoAnswer(error: HttpError): SalesforceAuthError {
	const isNoOrg = ['HOST_NOT_FOUND', 'ANSWER_TOO_LARGE', 'INVALID_RESPONSE'].includes(error.code);
	const advice = isNoOrg
		? "Check 'My Domain URL': Salesforce shows the right one under Setup > My Domain."
		: error.code === 'TLS_FAILED'
			? 'Where a proxy of your company opens TLS connections, give its certificate to n8n in NODE_EXTRA_CA_CERTS.'
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
 * @returns the session, or Salesforce's refusal with the answer's `Date`, which tells the server's clock
 * @throws SalesforceAuthError where the host gave no answer, or none of a token endpoint
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
		idempotent: true,
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
	// Where it may not go there, the error names the host.
	const told = redact(text(answer.instance_url));
	const instanceUrl = readInstanceUrl(told, login.loginUrl, login.trustedHost);
	return { session: createSession(answer, instanceUrl, now()) };
}
