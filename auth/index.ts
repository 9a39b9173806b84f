export { authorize } from './authorize';
export { createSalesforceAuth } from './createSalesforceAuth';
export { keepSession } from './keptSession';
export { isLoopback, readTrustedHost } from './loginHost';
export { SalesforceAuthError, type SalesforceAuthErrorCode } from './SalesforceAuthError';
export { createSessionStore, processStore, type SessionStore } from './sessionStore';
export type {
	AuthDependencies,
	AuthOptions,
	AuthorizedRequest,
	ClientCredentialsCredential,
	JwtBearerCredential,
	KeptSession,
	SalesforceAuth,
	SalesforceCredential,
	Session,
} from './types';
export { createSend, HttpError, type HttpRequest, type HttpResponse, type Send } from '../http';
