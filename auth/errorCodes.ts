/** `error` of Salesforce's token endpoint. */
export const SALESFORCE_CODES = [
	'app_not_found',
	'inactive_org',
	'inactive_user',
	'invalid_app_access',
	'invalid_client',
	'invalid_client_credentials',
	'invalid_client_id',
	'invalid_grant',
	'invalid_request',
	'invalid_scope',
	'rate_limit_exceeded',
	'server_error',
	'temporarily_unavailable',
	'unauthorized_client',
	'unsupported_grant_type',
] as const;

/** Refusals of this package, before or instead of Salesforce's. */
export type OwnAuthErrorCode =
	/** A field of the credential is empty. */
	| 'missing_field'
	/** A field of the credential can't be right. */
	| 'invalid_field'
	/** The private key can't be used. */
	| 'invalid_private_key'
	/** The host is none that may receive a secret or a token. */
	| 'untrusted_host'
	/** The request would leave the session's org. */
	| 'foreign_url'
	/** The token endpoint gave no answer. */
	| 'unreachable'
	/** The token endpoint answered something else than a token or a refusal. */
	| 'unexpected_answer';

/** Closed for what is known; Salesforce may add codes, which pass through as they are. */
export type AuthErrorCode = (typeof SALESFORCE_CODES)[number] | OwnAuthErrorCode | (string & {});
