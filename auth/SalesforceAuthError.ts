import type { AuthErrorCode } from './errorCodes';

export interface AuthErrorDetails {
	code: AuthErrorCode;
	/** Salesforce's own text, or ours where the refusal is ours. */
	message: string;
	/** What to do next, and who. */
	advice: string;
	/** HTTP status of Salesforce's answer. */
	statusCode?: number;
}

/**
 * There is no session, or a request may not have it. `message` says what happened in Salesforce's own
 * words, `advice` what to do. It never holds a credential, token or assertion, and has no `cause`.
 */
export class SalesforceAuthError extends Error {
	override readonly name = 'SalesforceAuthError';
	readonly code: AuthErrorCode;
	readonly advice: string;
	declare readonly statusCode?: number;

	constructor({ code, message, advice, statusCode }: AuthErrorDetails) {
		super(message);
		this.code = code;
		this.advice = advice;
		if (statusCode !== undefined) this.statusCode = statusCode;
	}

	/** Whether the same credential would be refused again: trying on would only get the user locked. */
	get isFinal(): boolean {
		return !['temporarily_unavailable', 'server_error', 'unreachable'].includes(this.code);
	}
}
