import { Readable } from 'node:stream';
import type { BodyOpener, HttpBody } from './types';

type Encoded = string | Buffer | Readable | undefined;

const isOpener = (body: HttpBody): body is BodyOpener => typeof body === 'function';

/** A body as it goes onto the wire, with the type of what had to be written out. */
function encode(body: HttpBody | undefined): { data: Encoded; contentType?: string } {
	if (body === undefined || typeof body === 'string' || body instanceof Readable) {
		return { data: body };
	}
	if (body instanceof URLSearchParams) {
		return { data: body.toString(), contentType: 'application/x-www-form-urlencoded' };
	}
	// axios takes a Buffer as it is, but copies other views' whole memory.
	if (body instanceof Uint8Array) {
		return { data: Buffer.from(body.buffer, body.byteOffset, body.byteLength) };
	}
	return { data: JSON.stringify(body), contentType: 'application/json' };
}

/** A request's body while it is sent. */
export interface OpenedBody {
	data: Encoded;
	contentType?: string;
	/** What the stream itself failed with: a file that can't be read is no failure of the connection. */
	failure(): Error | undefined;
	/** Gives back what was opened here, sent whole or not. */
	close(): void;
}

/**
 * Makes a body ready to be sent: a function is called for its stream, which belongs to this one send.
 *
 * @throws what opening throws
 */
export async function openRequestBody(body: HttpBody | undefined): Promise<OpenedBody> {
	const isOpened = body !== undefined && isOpener(body);
	const { data, ...type } = encode(isOpened ? await body() : body);
	let failure: Error | undefined;
	if (data instanceof Readable) {
		failure = data.errored ?? undefined;
		data.once('error', (error) => (failure ??= error));
	}
	return {
		data,
		...type,
		failure: () => failure,
		close() {
			if (isOpened && data instanceof Readable) data.destroy();
		},
	};
}
