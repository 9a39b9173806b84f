import { SalesforceAuthError } from '../../auth';
import { HttpError } from '../../http';
import { SalesforceApiError } from '../SalesforceApiError';

/** Whether the same reading request may be answered a moment later. */
export function isPassingFault(error: unknown): boolean {
	if (error instanceof SalesforceApiError) {
		return error.statusCode >= 500 || error.statusCode === 420 || error.statusCode === 429;
	}
	if (error instanceof SalesforceAuthError) return error.isTransient;
	return error instanceof HttpError && !['ABORTED', 'ANSWER_TOO_LARGE'].includes(error.code);
}
