import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
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
		decompress: request.responseType === 'stream',
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

/** The stream itself fails with what its transport threw; this one fails with an HttpError. */
function guardStream(source: Readable, request: HttpRequest): Readable {
	const guarded = new PassThrough({ highWaterMark: 256 * 1024 });
	source.once('error', (error) => guarded.destroy(toHttpError(error, request)));
	source.once('aborted', () => guarded.destroy(toHttpError({ code: 'ECONNRESET' }, request)));
	guarded.once('close', () => source.destroy());
	return source.pipe(guarded);
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
	const headers = readHeaders(response);
	const { status, data } = response;
	if (data instanceof Readable) {
		const stream = guardStream(data, request);
		if (status < 300) return { status, headers, body: stream };
		return {
			status,
			headers,
			body: parseBody(await buffer(stream), headers['content-type'] ?? ''),
		};
	}
	// In one go and off the main thread: a page of 2,000 records has no need of a stream's thirty steps.
	const isPacked = headers['content-encoding'] === 'gzip' && data.length > 0;
	const bytes = isPacked ? await unpack(data) : data;
	const parsed = request.responseType !== 'bytes' || status >= 300;
	return {
		status,
		headers,
		body: parsed ? parseBody(bytes, headers['content-type'] ?? '') : bytes,
	};
}
