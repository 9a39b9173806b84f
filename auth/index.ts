export { createSalesforceAuth } from './createSalesforceAuth';
export { SalesforceAuthError } from './SalesforceAuthError';
export type { AuthErrorCode } from './errorCodes';
export { createSessionStore, processStore, type SessionStore } from './sessionStore';
export { resolveLoginUrl } from './loginHost';
export { credentialKey } from './credentialKey';
export type {
	AuthDependencies,
	AuthOptions,
	AuthorizedRequest,
	ClientCredentialsCredential,
	JwtBearerCredential,
	SalesforceAuth,
	SalesforceCredential,
	Session,
} from './types';
export type { HttpRequest, HttpResponse, Send } from '../http';
