import type { ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { HttpError } from './HttpError';
import { openBody, readBody } from './readBody';
import { HostileJsonError, readJson } from './readJson';
import { createRedactor, type Redactor, secretOfHeader } from './redact';
import type { HttpRequest, HttpResponse } from './types';

/**
 * Bytes of an answer that is held in memory, unpacked. Salesforce's largest pages have some tens of MB; a file or
 * the rows of a bulk job are streamed. A parsed answer takes several times as much memory, and n8n has 2 to 4 GB.
 */
export const MAX_ANSWER_BYTES = 100_000_000;
/** The limit for a refusal: its reasons have a few kB. A longer one is not useful. */
const MAX_REFUSAL_BYTES = 1_000_000;

/** What the HTTP client gives of an answer: its status and header, and the body as it comes. */
interface OpenAnswer {
	status: number;
	headers: object;
	data: Readable;
	/** node's own. */
	request?: unknown;
}

function readHeaders(response: OpenAnswer): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(response.headers)) {
		headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
	}
	return headers;
}

const unreadable = (request: HttpRequest, what: string) => {
	const { host } = new URL(request.url);
	return new HttpError('INVALID_RESPONSE', `${host} ${what}`, request.method.toUpperCase(), host);
};

function parseBody(bytes: Buffer, contentType: string, request: HttpRequest): unknown {
	if (!/[/+]json\b/i.test(contentType) || bytes.length === 0) return bytes.toString('utf8');
	try {
		return readJson(bytes);
	} catch (error) {
		// A gateway's page under a JSON content type, or an answer cut short: the status still tells.
		if (!(error instanceof HostileJsonError)) return bytes.toString('utf8');
		throw unreadable(request, `answered with ${error.message}`);
	}
}

const isUnreadable = (error: unknown) =>
	error instanceof HttpError && ['ANSWER_TOO_LARGE', 'INVALID_RESPONSE'].includes(error.code);

/**
 * Refuses a success that came before the whole body was sent. Nobody has read such a body completely: a gateway
 * answered for itself, or a server stored a part.
 *
 * @throws HttpError
 */
async function assertSentWhole(sent: ClientRequest, request: HttpRequest): Promise<void> {
	if (sent.writableFinished) return;
	// The last piece may be on the wire already, and its report on the way here.
	await nextTurn();
	if (sent.writableFinished) return;
	sent.destroy();
	throw unreadable(
		request,
		'answered before the whole body was sent: it may have received a part of it, or nothing',
	);
}

/** Takes the secret that the request was sent with out of a refusal that echoes it, whatever form it has there. */
const hide = (headers: Record<string, string>, redact: Redactor): Record<string, string> =>
	Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, redact(value)]));

/** The status is the answer: a text that is too long for a reason must not hide it. */
async function readRefusal(
	{ data, headers }: { data: Readable; headers: Record<string, string> },
	request: HttpRequest,
	periodMs: number,
): Promise<{ headers: Record<string, string>; body: unknown }> {
	const secret = secretOfHeader(request.headers);
	const redact = createRedactor(secret === undefined ? [] : [secret]);
	try {
		const limits = { periodMs, maxBytes: MAX_REFUSAL_BYTES };
		const bytes = await readBody(data, headers['content-encoding'] === 'gzip', request, limits);
		const body = parseBody(redact.bytes(bytes), headers['content-type'] ?? '', request);
		return { headers: hide(headers, redact), body };
	} catch (error) {
		if (isUnreadable(error)) return { headers: hide(headers, redact), body: '' };
		throw error;
	}
}

/** Where an answer holds the very secret that it was asked with. In one that is large it takes no time to look. */
function hideRaw(bytes: Buffer, request: HttpRequest): Buffer {
	const secret = secretOfHeader(request.headers);
	if (secret === undefined || !bytes.includes(secret)) return bytes;
	return Buffer.from(bytes.toString('utf8').replaceAll(secret, '***'));
}

/**
 * The answer, by the request's `responseType`. An answer in memory never holds the secret of the request's own
 * Authorization header: a refusal holds it in no form, any other answer not in the form in which it was sent.
 *
 * @param periodMs how long a body may come too slowly
 * @throws HttpError
 */
export async function readAnswer(
	response: OpenAnswer,
	request: HttpRequest,
	periodMs: number,
): Promise<HttpResponse> {
	const { status, data } = response;
	const { responseType, maxAnswerBytes = MAX_ANSWER_BYTES } = request;
	const headers = readHeaders(response);
	const isPacked = headers['content-encoding'] === 'gzip';
	const sent = response.request as ClientRequest;
	if (status < 200) {
		sent.destroy();
		throw unreadable(request, `answered with HTTP ${status}, which is not an answer`);
	}
	if (status >= 300) {
		const refusal = await readRefusal({ data, headers }, request, periodMs);
		// The rest of the body is not needed, and the connection can't be used again until it has been sent.
		if (!sent.writableFinished) sent.destroy();
		return { status, ...refusal };
	}
	if (responseType === 'stream') {
		await assertSentWhole(sent, request);
		return { status, headers, body: openBody(data, isPacked, request, periodMs) };
	}
	const limits = { periodMs, maxBytes: maxAnswerBytes };
	const bytes = hideRaw(await readBody(data, isPacked, request, limits), request);
	await assertSentWhole(sent, request);
	if (responseType === 'bytes') return { status, headers, body: bytes };
	return { status, headers, body: parseBody(bytes, headers['content-type'] ?? '', request) };
}
