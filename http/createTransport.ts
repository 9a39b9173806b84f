import * as http from 'node:http';
import * as https from 'node:https';
import { isIP } from 'node:net';

/** An error that `toHttpError` reads; no other code sees it. */
const fail = (code: string) => Object.assign(new Error(code), { code });

type OnResponse = (response: http.IncomingMessage) => void;

/** What axios calls instead of node:http. */
export interface Transport {
	request(options: https.RequestOptions, onResponse: OnResponse): http.ClientRequest;
}

/**
 * Gives up a request that is not sent any further, or whose answer does not begin in time. While a body is sent,
 * however long that takes on a slow line, each byte starts the time again. After its last byte, the whole header of
 * the answer must come within `timeoutMs`, so that a header that comes byte by byte does not hold an execution
 * forever. axios's own timeout counts from the beginning and would end a long upload.
 */
function watch(request: http.ClientRequest, timeoutMs: number): () => void {
	let written = -1;
	let timer: NodeJS.Timeout | undefined;
	const expire = () => {
		const now = request.socket?.bytesWritten ?? 0;
		if (request.writableFinished || now === written) request.destroy(fail('ETIMEDOUT'));
		else arm();
	};
	const arm = () => {
		clearTimeout(timer);
		written = request.socket?.bytesWritten ?? 0;
		timer = setTimeout(expire, timeoutMs);
	};
	const stop = () => clearTimeout(timer);
	request.once('finish', arm).once('close', stop);
	arm();
	return stop;
}

/**
 * Turns what is not an answer into a failure. If a server switches a connection to another protocol, Node closes it
 * without telling the caller, who would wait forever.
 */
function failWithoutAnswer(request: http.ClientRequest): () => void {
	let isOver = false;
	const over = (error?: Error) => {
		if (!isOver && error) request.emit('error', error);
		isOver = true;
	};
	const switched = (_answer: http.IncomingMessage, socket: { destroy(): unknown }) => {
		socket.destroy();
		over(fail('SWITCHED_PROTOCOL'));
	};
	request.on('upgrade', switched).on('connect', switched);
	request.once('error', () => over()).once('close', () => over(fail('ECONNRESET')));
	return () => over();
}

/** node:http and node:https, with a limit of time for each phase up to the answer's header. */
export function createTransport(timeoutMs: number): Transport {
	return {
		request(options, onResponse) {
			const { request } = options.protocol === 'https:' ? https : http;
			const host = options.hostname ?? '';
			// Whose certificate is asked for, and checked, is the URL's business; Node would go by a Host header.
			const servername = isIP(host) ? '' : host;
			const sent = request({ ...options, servername }, (response) => {
				stop();
				answered();
				onResponse(response);
			});
			const answered = failWithoutAnswer(sent);
			const stop = watch(sent, timeoutMs);
			return sent;
		},
	};
}
