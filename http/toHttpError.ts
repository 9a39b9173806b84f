import { HttpError, type HttpErrorCode } from './HttpError';

const CODES: Record<string, HttpErrorCode> = {
	ECONNREFUSED: 'CONNECTION_REFUSED',
	ENOTFOUND: 'HOST_NOT_FOUND',
	EAI_AGAIN: 'HOST_NOT_FOUND',
	EHOSTUNREACH: 'HOST_UNREACHABLE',
	ENETUNREACH: 'HOST_UNREACHABLE',
	CONNECT_TIMEOUT: 'CONNECT_TIMEOUT',
	PROXY_REFUSED: 'PROXY_REFUSED',
	EPROTO: 'TLS_FAILED',
	ECONNRESET: 'CONNECTION_LOST',
	EPIPE: 'CONNECTION_LOST',
	ECONNABORTED: 'CONNECTION_LOST',
	ERR_STREAM_PREMATURE_CLOSE: 'CONNECTION_LOST',
	ETIMEDOUT: 'RESPONSE_TIMEOUT',
	ERR_CANCELED: 'ABORTED',
	// axios's word for a body that was cut short.
	ERR_BAD_RESPONSE: 'CONNECTION_LOST',
	Z_DATA_ERROR: 'INVALID_RESPONSE',
	Z_BUF_ERROR: 'CONNECTION_LOST',
	ANSWER_TOO_LARGE: 'ANSWER_TOO_LARGE',
	SWITCHED_PROTOCOL: 'INVALID_RESPONSE',
	// zlib's word for what unpacks to more than it may.
	ERR_BUFFER_TOO_LARGE: 'ANSWER_TOO_LARGE',
};

// n8n replaces a message that holds a system error code by a text of its own, so none of these does.
const TEXTS: Record<HttpErrorCode, (host: string) => string> = {
	CONNECTION_REFUSED: (host) => `${host} refused the connection`,
	HOST_NOT_FOUND: (host) => `The host ${host} was not found`,
	HOST_UNREACHABLE: (host) => `There is no route to ${host}`,
	CONNECT_TIMEOUT: (host) => `${host} did not accept a connection in time`,
	TLS_FAILED: (host) => `No secure connection to ${host} could be made`,
	PROXY_REFUSED: (host) => `The proxy did not let the connection to ${host} through`,
	CONNECTION_LOST: (host) => `The connection to ${host} was lost before the answer was complete`,
	RESPONSE_TIMEOUT: (host) => `${host} did not answer in time`,
	INVALID_RESPONSE: (host) => `The answer of ${host} can't be read`,
	ANSWER_TOO_LARGE: (host) => `${host} answered with more than can be held in memory`,
	ABORTED: (host) => `The request to ${host} was cancelled`,
	UNKNOWN: (host) => `The request to ${host} failed`,
};

const isTlsCode = (code: string) =>
	/^(CERT_|ERR_TLS_|ERR_SSL_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/.test(code);

function classify(error: {
	code?: unknown;
	errno?: unknown;
	message?: unknown;
	syscall?: unknown;
}): HttpErrorCode {
	const code = typeof error.code === 'string' ? error.code : '';
	if (code === 'ETIMEDOUT' && error.syscall === 'connect') return 'CONNECT_TIMEOUT';
	if (isTlsCode(code)) return 'TLS_FAILED';
	// The HTTP parser's own: headers that are too long, or no HTTP at all.
	if (code.startsWith('HPE_')) return 'INVALID_RESPONSE';
	return CODES[code] ?? 'UNKNOWN';
}

/** The system's own reason, if it adds something and can contain nothing of the request. */
function reason(error: { code?: unknown; message?: unknown }, code: HttpErrorCode): string {
	if (code === 'TLS_FAILED' && typeof error.code === 'string') return ` (${error.code})`;
	if (code === 'PROXY_REFUSED' && typeof error.message === 'string') return ` (${error.message})`;
	return '';
}

/**
 * What a transport threw, as an HttpError. The original is not kept, not even as `cause`: it holds
 * the whole request, its Authorization header included.
 */
export function toHttpError(error: unknown, request: { method: string; url: string }): HttpError {
	if (error instanceof HttpError) return error;
	const method = request.method.toUpperCase();
	const host = URL.canParse(request.url) ? new URL(request.url).host : 'the host';
	const thrown = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown };
	const code = classify(thrown);
	return new HttpError(code, TEXTS[code](host) + reason(thrown, code), method, host);
}
