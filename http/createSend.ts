import type { Readable } from 'node:stream';
import type { AxiosRequestConfig, AxiosResponse } from 'axios';
import { createAgents } from './agents';
import { createTransport, type Transport } from './createTransport';
import { HttpError } from './HttpError';
import { openBody, readBody } from './readBody';
import { HostileJsonError, readJson } from './readJson';
import { type OpenedBody, openRequestBody } from './requestBody';
import { toHttpError } from './toHttpError';
import type { HttpRequest, HttpResponse, Send } from './types';

export interface SendOptions {
	/** Milliseconds until a connection must stand. @default 10,000 */
	connectTimeoutMs?: number;
	/**
	 * Milliseconds after which a request is given up: without a byte while it is sent, from its end to the
	 * answer's whole header, and while the body comes slower than a kilobyte a second. A body that is held in
	 * memory has four times that in all.
	 * @default 150,000, above Salesforce's own 120 s for a query
	 */
	responseTimeoutMs?: number;
}

const USER_AGENT = 'n8n-nodes-salesforce-server-to-server';

/**
 * Of an answer that is held in memory, unpacked. Salesforce's largest pages have some tens of MB; a file or the
 * rows of a Bulk job are streamed. What is parsed takes several times as much memory, and n8n has 2 to 4 GB.
 */
export const MAX_ANSWER_BYTES = 100_000_000;
/** Of a refusal: its reasons have some kB. A longer one is as good as none. */
const MAX_REFUSAL_BYTES = 1_000_000;

/** One pool of connections for the process, so that the second node in a workflow finds the first one's. */
let sharedAgents: ReturnType<typeof createAgents> | undefined;

const hasHeader = (headers: Record<string, string>, name: string) =>
	Object.keys(headers).some((key) => key.toLowerCase() === name);

function toConfig(
	request: HttpRequest,
	{ data, contentType }: OpenedBody,
	transport: Transport,
): AxiosRequestConfig {
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
		responseType: 'stream',
		decompress: false,
		transformRequest: [(untouched: unknown) => untouched],
		transformResponse: [(untouched: unknown) => untouched],
		validateStatus: () => true,
		// A redirect would carry the token, or the secret in a body, to wherever it points.
		maxRedirects: 0,
		maxBodyLength: Infinity,
		maxContentLength: Infinity,
		transport,
	};
}

function readHeaders(response: AxiosResponse): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(response.headers)) {
		headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
	}
	return headers;
}

function parseBody(bytes: Buffer, contentType: string, request: HttpRequest): unknown {
	const text = bytes.toString('utf8');
	if (!/[/+]json\b/i.test(contentType) || text === '') return text;
	try {
		return readJson(text);
	} catch (error) {
		// A gateway's page under a JSON content type, or an answer cut short: the status still tells.
		if (!(error instanceof HostileJsonError)) return text;
		const { host } = new URL(request.url);
		const message = `${host} answered with ${error.message}`;
		throw new HttpError('INVALID_RESPONSE', message, request.method.toUpperCase(), host);
	}
}

/**
 * Makes a sender with keep-alive connections that the whole process shares. It honours `HTTP_PROXY`,
 * `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` and `NODE_EXTRA_CA_CERTS`, takes gzip, and follows no redirect.
 * Every status resolves. A body that is a function is opened for each send, and closed with it.
 *
 * @throws HttpError (from the sender) where no answer came; or what the body's own stream, or opening it, failed with
 */
export function createSend(options: SendOptions = {}): Send {
	const { connectTimeoutMs = 10_000, responseTimeoutMs = 150_000 } = options;
	const transport = createTransport(responseTimeoutMs);
	const ownAgents =
		options.connectTimeoutMs === undefined ? undefined : createAgents(connectTimeoutMs);
	return async (request) => {
		if (request.signal?.aborted) throw toHttpError({ code: 'ERR_CANCELED' }, request);
		const body = await openRequestBody(request.body);
		try {
			// Loaded with the first request: it would be most of what n8n pays for this package at its start.
			const { default: axios } = await import('axios');
			const agentsFor = ownAgents ?? (sharedAgents ??= createAgents(connectTimeoutMs));
			const response = await axios.request<Readable>({
				...toConfig(request, body, transport),
				...(await agentsFor(request.url)),
				// axios would tunnel too, but through a new connection for every request.
				proxy: false,
			});
			return await toResponse(response, request, responseTimeoutMs);
		} catch (error) {
			throw body.failure() ?? toHttpError(error, request);
		} finally {
			body.close();
		}
	};
}

async function toResponse(
	response: AxiosResponse<Readable>,
	request: HttpRequest,
	periodMs: number,
): Promise<HttpResponse> {
	const { status, data } = response;
	const { responseType, maxAnswerBytes = MAX_ANSWER_BYTES } = request;
	const headers = readHeaders(response);
	const isPacked = headers['content-encoding'] === 'gzip';
	if (status < 300 && responseType === 'stream') {
		return { status, headers, body: openBody(data, isPacked, request, periodMs) };
	}
	if (status >= 300) return { status, headers, body: await readRefusal() };
	const limits = { periodMs, maxBytes: maxAnswerBytes };
	const bytes = await readBody(data, isPacked, request, limits);
	const body = responseType === 'bytes' ? bytes : parse(bytes);
	return { status, headers, body };

	function parse(bytes: Buffer): unknown {
		return parseBody(bytes, headers['content-type'] ?? '', request);
	}

	/** The status is the answer: a text that is too long for a reason must not hide it. */
	async function readRefusal(): Promise<unknown> {
		try {
			const limits = { periodMs, maxBytes: MAX_REFUSAL_BYTES };
			return parse(await readBody(data, isPacked, request, limits));
		} catch (error) {
			if (isUnreadable(error)) return '';
			throw error;
		}
	}
}

const isUnreadable = (error: unknown) =>
	error instanceof HttpError && ['ANSWER_TOO_LARGE', 'INVALID_RESPONSE'].includes(error.code);
