export { createSend, type SendOptions } from './createSend';
export { HostileJsonError, readJson } from './readJson';
export { HttpError, type HttpErrorCode } from './HttpError';
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
