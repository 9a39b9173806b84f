export { createSend, type SendOptions } from './createSend';
export { HostileJsonError, readJson } from './readJson';
export { assertSendable } from './assertSendable';
export { HttpError, type HttpErrorCode, InvalidRequestError } from './HttpError';
export { createRedactor, type Redactor } from './redact';
export {
	type Attempt,
	decide,
	type Decision,
	DEFAULT_RETRY_POLICY,
	isIdempotent,
	isReplayable,
	type Outcome,
	type RetryDependencies,
	type RetryPolicy,
	withRetry,
} from './withRetry';
export type { BodyOpener, HttpBody, HttpRequest, HttpResponse, ResponseType, Send } from './types';
