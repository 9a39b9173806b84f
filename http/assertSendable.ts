import { InvalidRequestError } from './HttpError';
import type { HttpRequest } from './types';

/** The methods whose effect is known. CONNECT and other methods that open a tunnel get no answer that could be read. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** RFC 9110, section 5.6.2. Any other name may be trimmed, split or joined by a server or proxy that reads it. */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;

/** What belongs to the connection and not to the request, and the host, which is the URL's. */
const OF_THE_CONNECTION = new Set([
	'host',
	'connection',
	'keep-alive',
	'proxy-connection',
	'proxy-authorization',
	'transfer-encoding',
	'te',
	'trailer',
	'upgrade',
]);

/**
 * @throws InvalidRequestError for a method other than GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS; for a header
 * whose name is not a token, or that describes the connection, such as `Host`
 */
export function assertSendable({ method, headers }: Pick<HttpRequest, 'method' | 'headers'>): void {
	if (!METHODS.has(method.toUpperCase())) {
		throw new InvalidRequestError(
			`The method ${JSON.stringify(method)} can't be sent: it is not one of ${[...METHODS].join(', ')}`,
		);
	}
	for (const name of Object.keys(headers ?? {})) {
		if (!TOKEN.test(name)) {
			throw new InvalidRequestError(
				`The header name ${JSON.stringify(name)} can't be sent: it has a space or another character that is not allowed in a name`,
			);
		}
		if (OF_THE_CONNECTION.has(name.toLowerCase())) {
			throw new InvalidRequestError(
				`The header ${name} can't be sent: only the connection may set it, because other requests share the connection`,
			);
		}
	}
}
