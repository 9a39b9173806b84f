export { authorize } from './authorize';
export { type AuthDependencies, createSalesforceAuth } from './createSalesforceAuth';
export { keepSession } from './keptSession';
export { isLoopback, isSharedLoginHost, readTrustedHost, resolveLoginUrl } from './loginHost';
export { readCredential } from './readCredential';
export { SalesforceAuthError, type SalesforceAuthErrorCode } from './SalesforceAuthError';
export { createSessionStore, processStore, type SessionStore } from './sessionStore';
export type {
	AuthOptions,
	AuthorizedRequest,
	ClientCredentialsCredential,
	JwtBearerCredential,
	KeptSession,
	SalesforceAuth,
	SalesforceCredential,
	Session,
} from './types';
export {
	createRedactor,
	createSend,
	HttpError,
	type HttpRequest,
	type HttpResponse,
	InvalidRequestError,
	type Redactor,
	type Send,
} from '../http';
