import { PassThrough, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip, gunzip, type ZlibOptions } from 'node:zlib';
import { toHttpError } from './toHttpError';
import type { HttpRequest } from './types';
import { watchPace } from './watchPace';

const unpack = promisify<Buffer, ZlibOptions, Buffer>(gunzip);

/** Unpacked bytes are passed on in pieces of this size: each piece is a step of every stream after it. */
const PIECE_BYTES = 256 * 1024;

export interface BodyLimits {
	/** Milliseconds in which a body may come too slowly. */
	periodMs: number;
	/** Of the whole body, unpacked; for one that is held in memory. */
	maxBytes: number;
}

/** Periods that a body held in memory may take in all. */
const MAX_PERIODS = 4;

const tooSlow = { code: 'ETIMEDOUT' };
const tooLarge = { code: 'ANSWER_TOO_LARGE' };

/** The bytes as they come, held. */
function gather(
	source: Readable,
	request: HttpRequest,
	{ periodMs, maxBytes }: BodyLimits,
): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const pieces: Buffer[] = [];
		let size = 0;
		const fail = (reason: unknown) => {
			stop();
			reject(toHttpError(reason, request));
			source.destroy();
		};
		const stop = watchPace(source, { periodMs, longestMs: MAX_PERIODS * periodMs }, () =>
			fail(tooSlow),
		);
		source.on('data', (piece: Buffer) => {
			size += piece.length;
			if (size > maxBytes) fail(tooLarge);
			else pieces.push(piece);
		});
		source.on('error', fail).once('aborted', () => fail({ code: 'ECONNRESET' }));
		source.once('end', () => {
			stop();
			resolve(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces));
		});
	});
}

/**
 * The whole body, unpacked. A few bytes can unpack to gigabytes, so the limit applies to both sizes.
 *
 * @throws HttpError
 */
export async function readBody(
	source: Readable,
	isPacked: boolean,
	request: HttpRequest,
	limits: BodyLimits,
): Promise<Buffer> {
	try {
		const bytes = await gather(source, request, limits);
		// In one go and off the main thread: a page of 2,000 records has no need of a stream's thirty steps.
		const maxOutputLength = limits.maxBytes;
		return isPacked && bytes.length > 0 ? await unpack(bytes, { maxOutputLength }) : bytes;
	} catch (error) {
		throw toHttpError(error, request);
	}
}

/** The body as a stream, unpacked; it fails with an HttpError where its transport, or the packing, fails. */
export function openBody(
	source: Readable,
	isPacked: boolean,
	request: HttpRequest,
	periodMs: number,
): Readable {
	const opened = new PassThrough({ highWaterMark: 2 * PIECE_BYTES });
	const fail = (error: unknown) => opened.destroy(toHttpError(error, request));
	source.on('error', fail).once('aborted', () => fail({ code: 'ECONNRESET' }));
	watchPace(source, { periodMs, longestMs: Infinity }, () => fail(tooSlow));
	opened.once('close', () => source.destroy());
	if (!isPacked) return source.pipe(opened);
	const unpacked = source.pipe(createGunzip({ chunkSize: PIECE_BYTES })).once('error', fail);
	opened.once('close', () => unpacked.destroy());
	return unpacked.pipe(opened);
}
