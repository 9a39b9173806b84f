import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { asClient } from '../core/clientName';
import { type OrgState } from '../core/OrgState';
import { type CallRecord } from '../core/records';
import { type Fault } from '../faults/FaultTable';
import { logInAgain } from '../faults/logInAgain';
import { json, text, type Answer } from './Answer';
import { answerRequest, type RawRequest } from './answerRequest';
import { type Router } from './Router';
import { writeAnswer } from './writeAnswer';

/** Of the URI alone, and of URI and headers together. */
const MAX_URI_BYTES = 16_384;
const SECRET_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** From the socket to the answer: size limits, faults, the log, the routes. */
export async function handleRequest(
	org: OrgState,
	router: Router,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const raw = readRequest(request);
	const isAdmin = raw.path === '/' || raw.path.startsWith('/emulator/');
	const fault = isAdmin ? undefined : org.faults.take(raw.method, raw.path);
	const call = isAdmin || raw.path.startsWith('/services/oauth2/') ? undefined : logCall(org, raw);
	const delay = isAdmin ? 0 : org.policy.latencyMs + (fault?.delayMs ?? 0);
	if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
	if (fault?.dropBefore) {
		request.socket.destroy();
		return;
	}
	if (fault?.silent === 'ignored') {
		request.resume();
		return;
	}
	if (fault?.revokeSessions) org.sessions.revokeWhere(() => true);
	if (fault?.newerLogin) logInAgain(org, raw.headers.authorization);
	raw.lockedRows = fault?.lockRows ?? 0;
	const answer =
		refuseSize(request) ??
		answerFault(fault) ??
		(await asClient(raw.headers, () => answerRequest(org, router, raw)));
	if (call) {
		call.bodyBytes = raw.bytesRead();
		call.username = raw.username ?? '';
	}
	if (fault?.silent === 'done') return;
	if (fault?.dropAfter) {
		request.socket.destroy();
		return;
	}
	if (call) call.status = answer.status;
	const accepted = raw.headers['accept-encoding'] ?? '';
	await writeAnswer(response, answer, {
		gzip: org.policy.gzip && /\bgzip\b/.test(accepted),
		truncate: fault?.truncate ?? false,
		pretty: raw.headers['x-prettyprint'] === '1',
		head: raw.method === 'HEAD',
		date: org.policy.dateHeader(org.now()),
	});
}

function readRequest(request: IncomingMessage): RawRequest {
	const [path = '/', query = ''] = splitOnce(request.url ?? '/', '?');
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(request.headers)) {
		if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
	}
	const { socket } = request;
	const start = socket.bytesRead;
	const isPacked = headers['content-encoding'] === 'gzip';
	const stream: Readable = isPacked ? request.pipe(createGunzip()) : request;
	return {
		method: request.method ?? 'GET',
		path,
		query: new URLSearchParams(query),
		headers,
		stream,
		bytesRead: () => Number(headers['content-length'] ?? socket.bytesRead - start),
	};
}

function splitOnce(content: string, separator: string): [string, string] {
	const index = content.indexOf(separator);
	return index < 0 ? [content, ''] : [content.slice(0, index), content.slice(index + 1)];
}

function logCall(org: OrgState, raw: RawRequest): CallRecord {
	const headers = Object.fromEntries(
		Object.entries(raw.headers).filter(([name]) => !SECRET_HEADERS.has(name)),
	);
	const call: CallRecord = {
		method: raw.method,
		path: raw.path,
		query: Object.fromEntries(raw.query),
		status: 0,
		headers,
		bodyBytes: 0,
		at: org.now(),
	};
	org.calls.push(call);
	return call;
}

/** Salesforce's front end answers these in HTML, before anything looks at the token. */
function refuseSize(request: IncomingMessage): Answer | undefined {
	const uriBytes = (request.url ?? '').length;
	if (uriBytes > MAX_URI_BYTES) {
		return text(
			'<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>',
			'text/html;charset=iso-8859-1',
			414,
		);
	}
	const headerBytes = request.rawHeaders.reduce((sum, part) => sum + part.length + 2, 0);
	if (uriBytes + headerBytes > MAX_URI_BYTES) {
		return text(
			'<h1>Bad Message 431</h1><pre>reason: Request Header Fields Too Large</pre>',
			'text/html;charset=iso-8859-1',
			431,
		);
	}
	return undefined;
}

function answerFault(fault: Fault | undefined): Answer | undefined {
	if (fault?.lockRow) {
		const message =
			'unable to obtain exclusive access to this record or 1 records: 001000000000000AAA';
		return json([{ message, errorCode: 'UNABLE_TO_LOCK_ROW', fields: [] }], 400, fault.headers);
	}
	if (fault?.status === undefined) return undefined;
	const { status, body, headers = {} } = fault;
	if (body === undefined) return { status, headers };
	if (typeof body !== 'string') return json(body, status, headers);
	const type =
		headers['Content-Type'] ?? (body.startsWith('<') ? 'text/html;charset=UTF-8' : 'text/plain');
	return { ...text(body, type, status), headers };
}
