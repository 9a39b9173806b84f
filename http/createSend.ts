import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';
import type { AxiosRequestConfig, AxiosResponse } from 'axios';
import { createAgents } from './agents';
import { toHttpError } from './toHttpError';
import type { HttpBody, HttpRequest, HttpResponse, Send } from './types';

export interface SendOptions {
	/** Milliseconds until a connection must stand. @default 10,000 */
	connectTimeoutMs?: number;
	/** Milliseconds without a single byte after which an answer is given up. @default 150,000, above Salesforce's own 120 s for a query */
	responseTimeoutMs?: number;
}

const USER_AGENT = 'n8n-nodes-salesforce-server-to-server';

const unpack = promisify<Buffer, Buffer>(gunzip);

/** One pool of connections for the process, so that the second node in a workflow finds the first one's. */
let sharedAgents: ReturnType<typeof createAgents> | undefined;

const isJson = (body: HttpBody): boolean =>
	typeof body === 'object' &&
	!(body instanceof Uint8Array) &&
	!(body instanceof URLSearchParams) &&
	!(body instanceof Readable);

function encodeBody(body: HttpBody | undefined): { data?: unknown; contentType?: string } {
	if (body === undefined) return {};
	if (body instanceof URLSearchParams) {
		return { data: body.toString(), contentType: 'application/x-www-form-urlencoded' };
	}
	if (isJson(body)) return { data: JSON.stringify(body), contentType: 'application/json' };
	// axios takes a Buffer as it is, but copies other views' whole memory.
	return {
		data:
			body instanceof Uint8Array
				? Buffer.from(body.buffer, body.byteOffset, body.byteLength)
				: body,
	};
}

const hasHeader = (headers: Record<string, string>, name: string) =>
	Object.keys(headers).some((key) => key.toLowerCase() === name);

function toConfig(request: HttpRequest, timeout: number): AxiosRequestConfig {
	const { data, contentType } = encodeBody(request.body);
	const headers: Record<string, string> = { ...request.headers };
	if (contentType && !hasHeader(headers, 'content-type')) headers['Content-Type'] = contentType;
	if (!hasHeader(headers, 'user-agent')) headers['User-Agent'] = USER_AGENT;
	if (!hasHeader(headers, 'accept-encoding')) headers['Accept-Encoding'] = 'gzip';
	return {
		method: request.method,
		url: request.url,
		headers,
		data,
		...(request.signal && { signal: request.signal }),
		responseType: request.responseType === 'stream' ? 'stream' : 'arraybuffer',
		decompress: false,
		transformRequest: [(untouched: unknown) => untouched],
		transformResponse: [(untouched: unknown) => untouched],
		validateStatus: () => true,
		// A redirect would carry the token, or the secret in a body, to wherever it points.
		maxRedirects: 0,
		maxBodyLength: Infinity,
		maxContentLength: Infinity,
		timeout,
		transitional: { clarifyTimeoutError: true },
	};
}

function readHeaders(response: AxiosResponse): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(response.headers)) {
		headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
	}
	return headers;
}

function parseBody(bytes: Buffer, contentType: string): unknown {
	const text = bytes.toString('utf8');
	if (!/[/+]json\b/i.test(contentType) || text === '') return text;
	try {
		return JSON.parse(text) as unknown;
	} catch {
		// A gateway's page under a JSON content type, or an answer cut short: the status still tells.
		return text;
	}
}

/** What is unpacked goes on in pieces of this size: each one is a step of every stream behind it. */
const PIECE_BYTES = 256 * 1024;

/** The body unpacked; it fails with an HttpError where its transport, or the packing, fails. */
function openBody(source: Readable, isPacked: boolean, request: HttpRequest): Readable {
	const opened = new PassThrough({ highWaterMark: 2 * PIECE_BYTES });
	const fail = (error: unknown) => opened.destroy(toHttpError(error, request));
	source.once('error', fail).once('aborted', () => fail({ code: 'ECONNRESET' }));
	opened.once('close', () => source.destroy());
	if (!isPacked) return source.pipe(opened);
	const unpacked = source.pipe(createGunzip({ chunkSize: PIECE_BYTES })).once('error', fail);
	opened.once('close', () => unpacked.destroy());
	return unpacked.pipe(opened);
}

/**
 * Makes a sender with keep-alive connections that the whole process shares. It honours `HTTP_PROXY`,
 * `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` and `NODE_EXTRA_CA_CERTS`, takes gzip, and follows no redirect.
 * Every status resolves.
 *
 * @throws HttpError (from the sender) where no answer came
 */
export function createSend(options: SendOptions = {}): Send {
	const { connectTimeoutMs = 10_000, responseTimeoutMs = 150_000 } = options;
	const ownAgents =
		options.connectTimeoutMs === undefined ? undefined : createAgents(connectTimeoutMs);
	return async (request) => {
		try {
			// Loaded with the first request: it would be most of what n8n pays for this package at its start.
			const { default: axios } = await import('axios');
			const agentsFor = ownAgents ?? (sharedAgents ??= createAgents(connectTimeoutMs));
			const response = await axios.request<Buffer | Readable>({
				...toConfig(request, responseTimeoutMs),
				...(await agentsFor(request.url)),
				// axios would tunnel too, but through a new connection for every request.
				proxy: false,
			});
			return await toResponse(response, request);
		} catch (error) {
			throw toHttpError(error, request);
		}
	};
}

async function toResponse(
	response: AxiosResponse<Buffer | Readable>,
	request: HttpRequest,
): Promise<HttpResponse> {
	const { status, data } = response;
	const headers = readHeaders(response);
	const isPacked = headers['content-encoding'] === 'gzip';
	let bytes: Buffer;
	if (data instanceof Readable) {
		const body = openBody(data, isPacked, request);
		if (status < 300) return { status, headers, body };
		bytes = await buffer(body);
	} else {
		// In one go and off the main thread: a page of 2,000 records has no need of a stream's thirty steps.
		bytes = isPacked && data.length > 0 ? await unpack(data) : data;
		if (request.responseType === 'bytes' && status < 300) return { status, headers, body: bytes };
	}
	return { status, headers, body: parseBody(bytes, headers['content-type'] ?? '') };
}
