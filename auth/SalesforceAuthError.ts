/** What went wrong, as a closed list; Salesforce's own words are in the message. */
export type SalesforceAuthErrorCode =
	// the credential as it was typed in
	| 'MISSING_FIELD'
	| 'INVALID_MY_DOMAIN'
	| 'INVALID_TRUSTED_HOST'
	| 'LOGIN_HOST_NOT_MY_DOMAIN'
	| 'INVALID_PRIVATE_KEY'
	| 'CERTIFICATE_NOT_KEY'
	| 'KEY_NOT_RSA'
	| 'KEY_TOO_SHORT'
	| 'WRONG_PASSPHRASE'
	| 'KEY_CIPHER_GONE'
	// where a token may go
	| 'HOST_NOT_ALLOWED'
	| 'OTHER_ORIGIN'
	// refused by Salesforce
	| 'UNKNOWN_CONSUMER_KEY'
	| 'WRONG_CONSUMER_SECRET'
	| 'APP_NOT_INSTALLED'
	| 'APP_NOT_FOUND'
	| 'NO_RUN_AS_USER'
	| 'AGENT_USER'
	| 'NO_SCOPES'
	| 'FLOW_NOT_ENABLED'
	| 'USER_NOT_APPROVED'
	| 'WRONG_AUDIENCE'
	| 'INVALID_ASSERTION'
	| 'EXPIRED_ASSERTION'
	| 'SESSION_NOT_VALID'
	| 'AUTHENTICATION_FAILED'
	| 'IP_OR_HOURS_RESTRICTED'
	| 'PASSWORD_EXPIRED'
	| 'INACTIVE_USER'
	| 'INACTIVE_ORG'
	| 'LOGIN_RATE_EXCEEDED'
	| 'TEMPORARILY_UNAVAILABLE'
	| 'INVALID_REQUEST'
	| 'REFUSED'
	// no refusal, and no session either
	| 'UNEXPECTED_ANSWER'
	| 'NO_ANSWER';

interface Details {
	advice: string;
	/** Salesforce's `error`, e.g. `invalid_grant`. */
	oauthError?: string;
	/** Whether the same login may succeed a moment later. @default false */
	isPassing?: boolean;
	/** Never anything that holds the request. */
	cause?: Error;
}

/** Why there is no session, and what to do about it. Holds no secret at any depth. */
export class SalesforceAuthError extends Error {
	override readonly name = 'SalesforceAuthError';
	/** What it means and what to click, for the person who reads it. */
	readonly advice: string;
	/** Salesforce's `error`, if it answered, e.g. `invalid_grant`. */
	readonly oauthError?: string;
	/** Whether the same login may succeed a moment later. */
	readonly isPassing: boolean;

	constructor(
		readonly code: SalesforceAuthErrorCode,
		message: string,
		{ advice, oauthError, isPassing = false, cause }: Details,
	) {
		super(message, cause && { cause });
		this.advice = advice;
		this.isPassing = isPassing;
		if (oauthError !== undefined) this.oauthError = oauthError;
	}
}
