import type { Failure } from 'n8n-workflow';
import { SalesforceAuthError } from '../../auth';
import { HttpError } from '../../http';
import {
	InvalidInputError,
	InvalidResponseError,
	isTransient,
	SalesforceApiError,
	UnknownOutcomeError,
} from '../../rest';

/** Salesforce counts logins over an hour. */
const LOGIN_WINDOW = 3_600_000;

function failureOfAuth({ code, isPassing: passes }: SalesforceAuthError): Failure {
	if (code === 'LOGIN_RATE_EXCEEDED') return { cause: 'rate-limited', retryAfterMs: LOGIN_WINDOW };
	return { cause: passes ? 'temporarily-unavailable' : 'credential-invalid' };
}

function failureOfAnswer(error: SalesforceApiError): Failure {
	const { statusCode, errorCode, entries } = error;
	if (errorCode === 'REQUEST_LIMIT_EXCEEDED') {
		const isCrowded = entries.some((entry) => isTransient(entry));
		return { cause: isCrowded ? 'rate-limited' : 'quota-exhausted' };
	}
	if (statusCode === 429) return { cause: 'rate-limited' };
	if (statusCode === 401) return { cause: 'credential-invalid' };
	// 420 is Salesforce's edge while it moves an org.
	const isDown = statusCode >= 500 || statusCode === 420 || errorCode === 'QUERY_TIMEOUT';
	return { cause: isDown ? 'temporarily-unavailable' : 'configuration-invalid' };
}

/** Why a poll failed, in the words that n8n's durable pollers read to decide whether waiting helps. */
export function pollFailureOf(error: unknown): Failure {
	if (error instanceof SalesforceAuthError) return failureOfAuth(error);
	if (error instanceof SalesforceApiError) return failureOfAnswer(error);
	// A poll only reads: what was not answered, or not answered properly, is asked again by the next one.
	const isUnanswered = [HttpError, InvalidResponseError, UnknownOutcomeError].some(
		(kind) => error instanceof kind,
	);
	if (isUnanswered) return { cause: 'temporarily-unavailable' };
	if (error instanceof InvalidInputError) return { cause: 'configuration-invalid' };
	// n8n's own errors: no credential chosen, a domain that the credential doesn't allow.
	const isOfN8n = error instanceof Error && 'node' in error;
	return { cause: isOfN8n ? 'configuration-invalid' : 'node-defect' };
}
