import { type Readable } from 'node:stream';

/** What a handler answers; the server adds the headers that every answer carries. */
export interface Answer {
	status: number;
	headers?: Record<string, string>;
	/** Left out: no content. */
	body?:
		{ json: unknown } | { text: string; type: string } | { bytes: Readable | Buffer; type: string };
}

/** A JSON answer. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
	return { status, headers, body: { json: value } };
}

/** An answer without content. */
export function empty(status = 204, headers: Record<string, string> = {}): Answer {
	return { status, headers };
}

/** Text in a content type of its own, e.g. HTML or CSV. */
export function text(content: string, type: string, status = 200): Answer {
	return { status, body: { text: content, type } };
}

/** Bytes or a stream in a content type of its own. */
export function bytes(
	content: Readable | Buffer,
	type: string,
	headers: Record<string, string> = {},
): Answer {
	return { status: 200, headers, body: { bytes: content, type } };
}
