import {
	HttpError,
	type HttpResponse,
	type Send,
	withRetry,
	type RetryDependencies,
} from '../http';
import { adviceFor } from './advice';
import { mayReceiveSecrets } from './loginHost';
import { SalesforceAuthError } from './SalesforceAuthError';
import type { Session } from './types';

export interface TokenRequest {
	form: Record<string, string>;
	headers?: Record<string, string>;
}

export interface TokenDependencies extends RetryDependencies {
	send: Send;
	trustedHost?: string | undefined;
	/** Epoch milliseconds. */
	now: () => number;
}

/** Failed logins count against the user, so only what says nothing about the credential is tried again. */
const POLICY = { attempts: 3, statusCodes: [420, 429, 500, 502, 503, 504], maxDelayMs: 10_000 };
const PASSING_CODES = ['server_error', 'temporarily_unavailable'];

const asRecord = (body: unknown): Record<string, unknown> =>
	typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};

const asText = (value: unknown) => (typeof value === 'string' ? value : '');

/** Salesforce says "busy" with a 400 here; the retrying sender knows busy by its status. */
const markPassing =
	(send: Send): Send =>
	async (request) => {
		const response = await send(request);
		const passing = PASSING_CODES.includes(asText(asRecord(response.body).error));
		return passing && response.status < 500 ? { ...response, status: 503 } : response;
	};

/** `exp` of a JWT-format access token in epoch milliseconds. Opaque tokens, which slide, have none. */
function readExpiry(accessToken: string): number | undefined {
	if (!accessToken.startsWith('eyJ')) return undefined;
	try {
		const payload = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString('utf8');
		const { exp } = asRecord(JSON.parse(payload));
		return typeof exp === 'number' && Number.isFinite(exp) ? exp * 1_000 : undefined;
	} catch {
		return undefined;
	}
}

function readSession(
	body: Record<string, unknown>,
	{ trustedHost, now }: TokenDependencies,
): Session {
	const instanceUrl = asText(body.instance_url);
	const url = URL.canParse(instanceUrl) ? new URL(instanceUrl) : undefined;
	if (!url || !mayReceiveSecrets(url, trustedHost)) {
		throw new SalesforceAuthError({
			code: 'untrusted_host',
			message: `The login names ${url?.host ?? 'no host'} as the org's instance, which is no Salesforce host`,
			advice:
				"The session was thrown away and sent nowhere. Check 'My Domain URL'; if that host is a gateway of your own, enter it as 'Trusted Host'.",
		});
	}
	const accessToken = asText(body.access_token);
	const issuedAt = Number(body.issued_at);
	const expiresAt = readExpiry(accessToken);
	const scope = asText(body.scope);
	const identityUrl = asText(body.id);
	return {
		accessToken,
		instanceUrl: url.origin,
		issuedAt: Number.isFinite(issuedAt) && issuedAt > 0 ? issuedAt : now(),
		...(expiresAt !== undefined && { expiresAt }),
		...(scope && { scope }),
		...(identityUrl && { identityUrl }),
	};
}

function toRefusal({ status, body }: HttpResponse, host: string): SalesforceAuthError {
	const { error, error_description: text } = asRecord(body);
	const code = asText(error);
	const description = asText(text);
	if (code === '') {
		return new SalesforceAuthError({
			code: status >= 500 ? 'temporarily_unavailable' : 'unexpected_answer',
			message: `${host} answered the login with HTTP ${status} and no reason`,
			advice:
				"Check that 'My Domain URL' is the org's own host (Setup > My Domain) and that no proxy answers in its place.",
			statusCode: status,
		});
	}
	return new SalesforceAuthError({
		code,
		message: description ? `${description} (${code})` : code,
		advice: adviceFor({ error: code, description }),
		statusCode: status,
	});
}

function toUnreachable(error: unknown): unknown {
	if (!(error instanceof HttpError) || error.code === 'ABORTED') return error;
	return new SalesforceAuthError({
		code: 'unreachable',
		message: `No login: ${error.message}`,
		advice:
			"Check 'My Domain URL' for typing mistakes, and that n8n's machine reaches it: firewall, proxy (HTTPS_PROXY), private certificate authority (NODE_EXTRA_CA_CERTS).",
	});
}

/** What the token endpoint answered, with its status, the session read where there is one. */
export type TokenAnswer =
	{ session: Session } | { refusal: SalesforceAuthError; date: string | undefined };

/**
 * One login. It goes out with the sender as it is, past every hook. Only transport faults, 5xx and
 * Salesforce's own "busy" are tried again, within a bound.
 *
 * @param loginUrl as `resolveLoginUrl` gives it
 * @throws SalesforceAuthError `unreachable` or `untrusted_host`
 */
export async function requestToken(
	loginUrl: string,
	{ form, headers }: TokenRequest,
	dependencies: TokenDependencies,
): Promise<TokenAnswer> {
	const { send, sleep, random } = dependencies;
	const retrying = withRetry(markPassing(send), POLICY, {
		...(sleep && { sleep }),
		...(random && { random }),
	});
	const request = {
		method: 'POST',
		url: `${loginUrl}/services/oauth2/token`,
		headers: { Accept: 'application/json', ...headers },
		body: new URLSearchParams(form),
		// A second login does no more than the first.
		idempotent: true,
	};
	const response = await retrying(request).catch((error: unknown) => {
		throw toUnreachable(error);
	});
	const body = asRecord(response.body);
	if (response.status === 200 && asText(body.access_token) !== '') {
		return { session: readSession(body, dependencies) };
	}
	return { refusal: toRefusal(response, new URL(loginUrl).host), date: response.headers.date };
}
