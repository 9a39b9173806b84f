import type { HttpBody, ResponseType } from '../http';
import { anything } from './call/shape';
import type { Effect } from './call/table';
import { createLinkGuard } from './createLinkGuard';
import { InvalidInputError, InvalidResponseError, SalesforceApiError } from './errors';
import type { Client, OrgResponse } from './types';

export interface FreeRequest {
	method: string;
	/** `sobjects/Account`, `/services/data/v67.0/sobjects/Account`, or that URL of the org. */
	path: string;
	query?: Record<string, string>;
	headers?: Record<string, string>;
	body?: HttpBody;
	responseType?: ResponseType;
}

/** Headers that are the session's and the connection's business. */
const RESERVED = new Set([
	'authorization',
	'connection',
	'content-length',
	'cookie',
	'expect',
	'host',
	'keep-alive',
	'proxy-authorization',
	'proxy-connection',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade',
]);

/** A header's name as RFC 9110 writes it. Blanks around one would be cut off on the way, and hide which one it is. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** @throws InvalidInputError for a header that no request of the user may set */
function checkHeaders(headers: Record<string, string>): void {
	for (const name of Object.keys(headers)) {
		if (!HEADER_NAME.test(name)) {
			throw new InvalidInputError(
				`${JSON.stringify(name)} is not the name of a header`,
				'A name has letters, digits and hyphens, and no spaces around it.',
			);
		}
		if (RESERVED.has(name.toLowerCase())) {
			throw new InvalidInputError(
				`The header '${name}' is set by the credential and the connection`,
				'Remove it.',
			);
		}
	}
}

/** The methods of Salesforce's resources. CONNECT and the like open a tunnel, and never answer. */
const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];

/** Whether a method changes nothing. */
export const isReading = (method: string): boolean => /^(?:GET|HEAD)$/i.test(method);

/**
 * What a request does. Salesforce's own resources respect the meaning of the methods. Apex REST classes do as they
 * like, so of their requests only a GET is ever repeated.
 */
function effectOf(method: string, path: string): Effect {
	if (isReading(method)) return 'read';
	const isDataApi = !path.startsWith('/') || path.startsWith('/services/data/');
	return isDataApi && /^(?:PUT|DELETE)$/i.test(method) ? 'repeatable write' : 'create';
}

/** `.` and `..` are resolved before sending, also if written as %2e, and could lead out of the intended path. */
const DOTS = /(?:^|\/)(?:\.|%2e){1,2}(?=\/|$|\?)/i;

/**
 * Encodes blanks as people write them: `query?q=SELECT Id FROM Account`, `sobjects/Report/My Report`. After the
 * question mark line breaks count as blanks too; before it they are a mistake.
 */
function encodeBlanks(path: string): string {
	const at = path.indexOf('?');
	const end = at === -1 ? path.length : at;
	const query = path.slice(end).replace(/\s/g, (blank) => encodeURIComponent(blank));
	return path.slice(0, end).replaceAll(' ', '%20') + query;
}

const HOW_PATHS_ARE_READ =
	"Check the path, and the name or ID in it. A path is read below the API version: 'limits' means /services/data/v67.0/limits. One that begins with /services/ is read from the root of the org. Salesforce answers the same if the user may not see it.";

/** What an org serves in addition to its REST API: Apex REST and other APIs, identity URLs, files. */
const ROOTS = /^\/(?:services|id|servlet|sfc|secur)\//i;

/** `/limits` and `services/data/v67.0/limits` as they are meant. */
function placePath(path: string): string {
	if (/^services\//i.test(path)) return `/${path}`;
	const isBelowVersion = path.startsWith('/') && !path.startsWith('//') && !ROOTS.test(path);
	return isBelowVersion ? path.slice(1) : path;
}

/**
 * Checks a path that a user wrote freely.
 *
 * @throws InvalidInputError for a path that is empty, holds what no URL can, or might lead elsewhere
 */
function checkPath(path: string, written: string): string {
	if (path === '') throw new InvalidInputError("The parameter 'Path' is empty");
	const pathname = path.split('?')[0] ?? '';
	if (path.startsWith('//') || /[\\\s#]/.test(path) || DOTS.test(pathname)) {
		throw new InvalidInputError(
			`"${written.trim()}" is not a path within the org`,
			'Write it as sobjects/Account/describe or /services/data/v67.0/limits',
		);
	}
	return path;
}

/**
 * Sends any request to the org. A request to another origin is refused before anything is sent.
 *
 * @throws InvalidInputError for a path or header that can't be sent
 * @throws UnknownOutcomeError if a request that changes something got no answer
 * @throws SalesforceApiError
 */
export function sendRequest(client: Client, request: FreeRequest): Promise<OrgResponse> {
	return sendTo(client, request, placePath(encodeBlanks(request.path.trim())));
}

async function sendTo(client: Client, request: FreeRequest, placed: string): Promise<OrgResponse> {
	checkHeaders(request.headers ?? {});
	if (!METHODS.includes(request.method.toUpperCase())) {
		throw new InvalidInputError(
			`'${request.method}' is not a method of Salesforce's API`,
			`It takes ${METHODS.join(', ')}.`,
		);
	}
	const path = checkPath(placed, request.path);
	const effect = effectOf(request.method, path);
	try {
		return await client.request({ ...request, path, effect, shape: anything });
	} catch (error) {
		if (error instanceof SalesforceApiError && error.statusCode === 404)
			error.advice ??= HOW_PATHS_ARE_READ;
		throw error;
	}
}

/** What the pages of one list have in common. */
interface ListPage {
	done?: unknown;
	nextRecordsUrl?: unknown;
	nextPageUrl?: unknown;
}

/**
 * The link to the next page, under either name that Salesforce's APIs use.
 *
 * @throws InvalidResponseError for a page that is not the last one and names no next page
 */
export function findNextPage(body: unknown): string | undefined {
	if (typeof body !== 'object' || body === null) return undefined;
	const { done, nextRecordsUrl, nextPageUrl }: ListPage = body;
	const next = nextRecordsUrl ?? nextPageUrl ?? undefined;
	if (typeof next === 'string') return next;
	if (done !== false && next === undefined) return undefined;
	throw new InvalidResponseError('a page that is not the last one and names no next one');
}

/** All pages of a GET, in order. */
export async function* readPagesOf(
	client: Client,
	request: FreeRequest,
): AsyncGenerator<OrgResponse, void, undefined> {
	let response = await sendRequest(client, request);
	yield response;
	const guard = createLinkGuard();
	for (
		let url = findNextPage(response.body);
		url !== undefined;
		url = findNextPage(response.body)
	) {
		// The name of the entries differs from list to list, so it is assumed that there are some.
		guard(url, 1);
		const { method, headers = {} } = request;
		// A link that the org gave is used unchanged.
		response = await sendTo(client, { method, path: url, headers }, url);
		yield response;
	}
}
