import type { Readable } from 'node:stream';

/**
 * Opens a body's stream. It is called for each send, so that the request can be sent again. The sender closes what
 * it opened, even if the send fails.
 */
export type BodyOpener = () => Readable | Promise<Readable>;

/**
 * The body of a request. An object is sent as JSON, `URLSearchParams` as a form, the rest as it is. A stream that
 * is already open is sent once, and its owner closes it. A stream behind a function can be sent again.
 */
export type HttpBody = string | Uint8Array | URLSearchParams | Readable | BodyOpener | object;

/** How the answer's body is given: parsed by its content type, as bytes, or as a stream that the caller must drain. */
export type ResponseType = 'parsed' | 'bytes' | 'stream';

export interface HttpRequest {
	method: string;
	/** Absolute. */
	url: string;
	headers?: Record<string, string>;
	body?: HttpBody;
	signal?: AbortSignal;
	/**
	 * The form of the answer if it succeeds. An answer of 300 and above is always parsed.
	 * @default 'parsed'
	 */
	responseType?: ResponseType;
	/**
	 * The most bytes, unpacked, of an answer that is held in memory, not of one that is streamed.
	 * @default 100,000,000
	 */
	maxAnswerBytes?: number;
}

export interface HttpResponse {
	status: number;
	/** Names in lower case; a header that came several times is joined by ", ". */
	headers: Record<string, string>;
	/** By the request's `responseType`: parsed JSON or text, a Buffer, or a Readable. */
	body: unknown;
}

/** Sends one request. Every status resolves; only a request without an answer rejects, with an HttpError. */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;
