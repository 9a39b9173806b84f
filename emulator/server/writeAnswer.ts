import { type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { type Answer } from './Answer';

export interface WriteOptions {
	gzip: boolean;
	/** Sends half of the body, then closes the connection. */
	truncate: boolean;
	pretty: boolean;
	head: boolean;
	/** The Date header. */
	date: string | undefined;
}

/** Below this, packing a body costs more than it saves. */
const MIN_GZIP_BYTES = 256;

/** What a real org sends with every answer; clients must not trip over it. */
const ALWAYS = {
	'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
	'X-Content-Type-Options': 'nosniff',
	'X-XSS-Protection': '1; mode=block',
	'X-Robots-Tag': 'none',
	'Cache-Control': 'no-cache,must-revalidate,max-age=0,no-store,private',
	'Set-Cookie': 'BrowserId=emulatedEmulatedEmula; path=/; Max-Age=31536000',
};

/** Writes an answer to the wire; a streamed one without ever holding it whole. */
export async function writeAnswer(
	response: ServerResponse,
	answer: Answer,
	options: WriteOptions,
): Promise<void> {
	const headers: Record<string, string> = {
		...(options.date !== undefined && { Date: options.date }),
		...ALWAYS,
		...answer.headers,
	};
	// Node adds its own otherwise.
	response.sendDate = false;
	const { body } = answer;
	if (!body) {
		response.writeHead(answer.status, headers).end();
		return;
	}
	if ('bytes' in body && body.bytes instanceof Readable) {
		await writeStream(
			response,
			answer.status,
			{ 'Content-Type': body.type, ...headers },
			body.bytes,
			options,
		);
		return;
	}
	const { content, type } = render(body, options.pretty);
	headers['Content-Type'] ??= type;
	const isPacked = options.gzip && content.length >= MIN_GZIP_BYTES;
	if (isPacked) headers['Content-Encoding'] = 'gzip';
	headers.Vary = 'Accept-Encoding';
	const payload = isPacked ? gzipSync(content, { level: 1 }) : content;
	response.writeHead(answer.status, headers);
	if (options.truncate) {
		response.write(payload.subarray(0, Math.floor(payload.length / 2)), () => {
			response.destroy();
		});
		return;
	}
	response.end(options.head ? undefined : payload);
}

function render(
	body: NonNullable<Answer['body']>,
	pretty: boolean,
): { content: Buffer; type: string } {
	if ('json' in body) {
		const text = JSON.stringify(body.json, null, pretty ? 2 : undefined);
		return { content: Buffer.from(text), type: 'application/json;charset=UTF-8' };
	}
	if ('text' in body) return { content: Buffer.from(body.text), type: body.type };
	return { content: body.bytes as Buffer, type: body.type };
}

async function writeStream(
	response: ServerResponse,
	status: number,
	headers: Record<string, string>,
	stream: Readable,
	{ gzip, truncate }: WriteOptions,
): Promise<void> {
	const { 'Content-Length': _, ...others } = headers;
	response.writeHead(status, gzip ? { ...others, 'Content-Encoding': 'gzip' } : headers);
	if (truncate) {
		const whole = await buffer(stream);
		const payload = gzip ? gzipSync(whole, { level: 1 }) : whole;
		response.write(payload.subarray(0, Math.floor(payload.length / 2)), () => response.destroy());
		return;
	}
	try {
		if (gzip) await pipeline(stream, createGzip({ level: 1 }), response);
		else await pipeline(stream, response);
	} catch {
		// The client hung up: nobody is left to tell.
	}
}
