export { createSend, type SendOptions } from './createSend';
export { HostileJsonError, readJson } from './readJson';
export { HttpError, type HttpErrorCode } from './HttpError';
export { openSocket, type SocketOptions } from './openSocket';
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
export {
	type Again,
	type Budget,
	createTiming,
	planPause,
	readRetryAfter,
	repeat,
	type Timing,
} from './repeat';
export type { HttpBody, HttpRequest, HttpResponse, ResponseType, Send } from './types';
