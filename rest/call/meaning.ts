import { SalesforceAuthError } from '../../auth';
import { HttpError, type HttpErrorCode } from '../../http';
import { InvalidResponseError, SalesforceApiError } from '../errors';
import type { Effect, Meaning } from './table';

const LOCKED = /UNABLE_TO_LOCK_ROW|unable to obtain exclusive access/i;
const CROWDED = /ConcurrentPerOrgLongTxn|\bConcurrent\w* ?(?:\([^()]*\) )?Limit exceeded/i;

/**
 * Whether the reason for a refusal passes by itself: another transaction held the record, or too many ran. Nothing
 * was saved, and the next try may succeed. A trigger in Salesforce wraps these texts into codes of its own.
 */
export const isTransient = ({
	errorCode,
	message,
}: {
	errorCode: string;
	message: string;
}): boolean => LOCKED.test(errorCode) || LOCKED.test(message) || CROWDED.test(message);

/** Of what failed before the server had the request, what a second does not change. */
const LASTING: readonly HttpErrorCode[] = ['TLS_FAILED', 'PROXY_REFUSED'];

function meaningOfFault({ code, mayHaveBeenSent }: HttpError): Meaning {
	if (!mayHaveBeenSent) return LASTING.includes(code) ? 'never' : 'not now';
	return code === 'CONNECTION_LOST' || code === 'RESPONSE_TIMEOUT' || code === 'ABORTED'
		? 'lost'
		: 'garbled';
}

/** Salesforce failed by a fault of its own, with an error id for its support; nobody knows what was done. */
const isCrash = ({ errorCode }: SalesforceApiError) =>
	/^(?:UNKNOWN_EXCEPTION$|UNABLE_TO_)/.test(errorCode);

function meaningOfRefusal(error: SalesforceApiError): Meaning {
	const { statusCode, entries, errorCode } = error;
	// 420: Salesforce's edge, while it sets things up.
	if (statusCode === 420 || statusCode === 429) return 'not now';
	if (statusCode === 500) {
		// An Apex exception undoes what it did, and would come again.
		if (errorCode === 'APEX_ERROR') return 'never';
		return isCrash(error) ? 'lost' : 'garbled';
	}
	if (statusCode > 500) return 'lost';
	if (statusCode === 403 && entries.some(isTransient)) return 'not now';
	if (statusCode === 400 && entries.every(({ errorCode }) => errorCode === 'UNABLE_TO_LOCK_ROW')) {
		return 'not now';
	}
	return 'never';
}

/**
 * What a thrown error means for the call that it ended. Only this function decides that.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
 */
export function meaningOf(error: unknown): Meaning {
	if (error instanceof SalesforceApiError) return meaningOfRefusal(error);
	if (error instanceof HttpError) return meaningOfFault(error);
	if (error instanceof InvalidResponseError) return 'garbled';
	if (error instanceof SalesforceAuthError) return error.isPassing ? 'not now' : 'never';
	return 'never';
}

/**
 * Whether the call has no tries left for this error. A login has had tries of its own, so only a call that may wait
 * for minutes starts another one. A resource that is not Salesforce's own (Apex REST) answers as it likes: its 429
 * does not promise that nothing was done.
 */
export function isSettled(error: unknown, effect: Effect, isDataApi: boolean): boolean {
	if (error instanceof SalesforceAuthError) {
		return effect !== 'job step' && effect !== 'start' && effect !== 'follow-up';
	}
	return error instanceof SalesforceApiError && !isDataApi && effect !== 'read';
}
