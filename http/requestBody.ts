import { Readable, Transform } from 'node:stream';
import { InvalidRequestError } from './HttpError';
import type { BodyOpener, HttpBody, HttpRequest } from './types';

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

/** Fails if a body is not as long as the header says: the difference would be read as part of another request. */
function holdToLength(length: number): Transform {
	const wrong = () =>
		new InvalidRequestError(`The body does not have the ${length} bytes of its Content-Length`);
	let size = 0;
	return new Transform({
		transform(piece: Buffer, _encoding, done) {
			size += piece.length;
			if (size > length) done(wrong());
			else done(null, piece);
		},
		flush: (done) => done(size < length ? wrong() : null),
	});
}

const lengthOf = (headers: HttpRequest['headers'] = {}): number | undefined => {
	const [, value] =
		Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-length') ?? [];
	return value === undefined ? undefined : Number(value);
};

/** A request's body while it is sent. */
export interface OpenedBody {
	data: Encoded;
	contentType?: string;
	/** The error of the stream itself: a file that can't be read is not a failure of the connection. */
	failure(): Error | undefined;
	/** Gives back what was opened here, sent whole or not. */
	close(): void;
}

/**
 * Makes a body ready to be sent: a function is called for its stream, which belongs to this one send.
 *
 * @throws what opening throws
 */
export async function openRequestBody({ body, headers }: HttpRequest): Promise<OpenedBody> {
	const isOpened = body !== undefined && isOpener(body);
	const { data, ...type } = encode(isOpened ? await body() : body);
	let failure: Error | undefined;
	if (!(data instanceof Readable)) return { data, ...type, failure: () => undefined, close() {} };
	failure = data.errored ?? undefined;
	data.once('error', (error) => (failure ??= error));
	const length = lengthOf(headers);
	const measured = length === undefined ? data : data.pipe(holdToLength(length));
	if (measured !== data) {
		data.once('error', (error) => measured.destroy(error));
		measured.once('error', (error) => (failure ??= error));
	}
	return {
		data: measured,
		failure: () => failure,
		close() {
			if (measured !== data) measured.destroy();
			if (isOpened) data.destroy();
		},
	};
}
