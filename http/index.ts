export { createSend, type SendOptions } from './createSend';
export { HostileJsonError, readJson } from './readJson';
export { assertSendable } from './assertSendable';
export { HttpError, type HttpErrorCode, InvalidRequestError } from './HttpError';
export { openSocket, type SocketOptions } from './openSocket';
export { createRedactor, type Redactor } from './redact';
export {
	type Again,
	type Budget,
	createTiming,
	isReplayable,
	type Outcome,
	planPause,
	readRetryAfter,
	repeat,
	type Timing,
} from './repeat';
export type { BodyOpener, HttpBody, HttpRequest, HttpResponse, ResponseType, Send } from './types';
