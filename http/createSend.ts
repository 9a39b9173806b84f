import { Readable } from 'node:stream';
import type { AxiosRequestConfig } from 'axios';
import { createAgents } from './agents';
import { assertSendable } from './assertSendable';
import { createTransport, type Transport } from './createTransport';
import { readAnswer } from './readAnswer';
import { type OpenedBody, openRequestBody } from './requestBody';
import { toHttpError } from './toHttpError';
import type { HttpRequest, Send } from './types';

export interface SendOptions {
	/** Milliseconds until a connection must be open. @default 10,000 */
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

/** One pool of connections for the process, so that the second node in a workflow finds the first one's. */
let sharedAgents: ReturnType<typeof createAgents> | undefined;

const hasHeader = (headers: Record<string, string>, name: string) =>
	Object.keys(headers).some((key) => key.toLowerCase() === name);

function toConfig(
	request: HttpRequest,
	{ data, contentType }: OpenedBody,
	transport: Transport,
): AxiosRequestConfig {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(request.headers ?? {})) {
		// The length of a body in memory is known better here.
		if (data instanceof Readable || !/^content-length$/i.test(name)) headers[name] = value;
	}
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
		// No limit. For any other, Infinity too, axios leads the body through streams of its own that copy it whole, and
		// the answer is no IncomingMessage any more, whose socket tells how fast it comes.
		maxBodyLength: -1,
		maxContentLength: -1,
		transport,
	};
}

/**
 * Makes a sender with keep-alive connections that the whole process shares. It honours `HTTP_PROXY`,
 * `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` and `NODE_EXTRA_CA_CERTS`, takes gzip, and follows no redirect.
 * Every status resolves. A body that is a function is opened for each send, and closed with it.
 *
 * @throws InvalidRequestError (from the sender) for a method or header that is never sent
 * @throws HttpError (from the sender) if no answer came; or what the body's own stream, or opening it, failed with
 */
export function createSend(options: SendOptions = {}): Send {
	const { connectTimeoutMs = 10_000, responseTimeoutMs = 150_000 } = options;
	const transport = createTransport(responseTimeoutMs);
	const ownAgents =
		options.connectTimeoutMs === undefined ? undefined : createAgents(connectTimeoutMs);
	return async (request) => {
		if (request.signal?.aborted) throw toHttpError({ code: 'ERR_CANCELED' }, request);
		assertSendable(request);
		const body = await openRequestBody(request);
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
			return await readAnswer(response, request, responseTimeoutMs);
		} catch (error) {
			throw body.failure() ?? toHttpError(error, request);
		} finally {
			body.close();
		}
	};
}
