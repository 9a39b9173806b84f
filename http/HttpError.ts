/** Why a request got no answer. */
export type HttpErrorCode =
	| 'CONNECTION_REFUSED'
	| 'HOST_NOT_FOUND'
	| 'HOST_UNREACHABLE'
	| 'CONNECT_TIMEOUT'
	| 'TLS_FAILED'
	| 'PROXY_REFUSED'
	| 'CONNECTION_LOST'
	| 'RESPONSE_TIMEOUT'
	| 'INVALID_RESPONSE'
	| 'ANSWER_TOO_LARGE'
	| 'ABORTED'
	| 'UNKNOWN';

/** The codes under which not one byte of the request can have reached the server. */
const NEVER_SENT: ReadonlySet<HttpErrorCode> = new Set([
	'CONNECTION_REFUSED',
	'HOST_NOT_FOUND',
	'HOST_UNREACHABLE',
	'CONNECT_TIMEOUT',
	'TLS_FAILED',
	'PROXY_REFUSED',
]);

/**
 * A request that got no answer. It holds only the method and the host of the request: no path, header or body, so
 * that no secret can leave with it.
 */
export class HttpError extends Error {
	override readonly name = 'HttpError';

	constructor(
		readonly code: HttpErrorCode,
		message: string,
		readonly method: string,
		readonly host: string,
	) {
		super(message);
	}

	/** Whether the server may have got the request, and so may have done what it asks. */
	get mayHaveBeenSent(): boolean {
		return !NEVER_SENT.has(this.code);
	}
}

/** A request that was not sent, because it can't be right however often it is tried. */
export class InvalidRequestError extends Error {
	override readonly name = 'InvalidRequestError';
	readonly code = 'INVALID_REQUEST';
}
