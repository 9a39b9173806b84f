import type { HttpBody, ResponseType } from '../http';
import { isUnknownOutcome } from './callFailure';
import { createLinkGuard } from './createLinkGuard';
import { InvalidInputError } from './InvalidInputError';
import type { Client, OrgResponse } from './types';
import { UnknownOutcomeError } from './UnknownOutcomeError';

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
const RESERVED = new Set(['authorization', 'host', 'content-length', 'cookie', 'connection']);

/** Whether a method changes nothing. */
export const isReading = (method: string): boolean => /^(?:GET|HEAD)$/i.test(method);

/** `.` and `..` are resolved before sending, also written as %2e, and could lead out of what was meant. */
const DOTS = /(?:^|\/)(?:\.|%2e){1,2}(?=\/|$|\?)/i;

/** A query as people write it, `query?q=SELECT Id FROM Account`: behind the question mark blanks are plain. */
function encodeQueryBlanks(path: string): string {
	const at = path.indexOf('?');
	if (at === -1) return path;
	return path.slice(0, at) + path.slice(at).replace(/\s/g, (blank) => encodeURIComponent(blank));
}

/**
 * Checks a path that a user wrote freely.
 *
 * @throws InvalidInputError for one that is empty, holds what no URL can, or might lead elsewhere
 */
function checkPath(written: string): string {
	const path = encodeQueryBlanks(written.trim());
	if (path === '') throw new InvalidInputError("The parameter 'Path' is empty");
	const pathname = path.split('?')[0] ?? '';
	if (path.startsWith('//') || /[\\\s#]/.test(path) || DOTS.test(pathname)) {
		throw new InvalidInputError(
			`"${path}" is no path within the org`,
			'Write it as sobjects/Account/describe or /services/data/v67.0/limits',
		);
	}
	return path;
}

/**
 * Sends any request to the org. What leaves the org's origin is refused before anything is sent.
 *
 * @throws InvalidInputError for a path or header that can't be sent
 * @throws UnknownOutcomeError where what changes something got no answer
 * @throws SalesforceApiError
 */
export async function sendRequest(client: Client, request: FreeRequest): Promise<OrgResponse> {
	for (const name of Object.keys(request.headers ?? {})) {
		if (RESERVED.has(name.toLowerCase())) {
			throw new InvalidInputError(
				`The header '${name}' is set by the credential and the connection`,
			);
		}
	}
	try {
		return await client.request({ ...request, path: checkPath(request.path) });
	} catch (error) {
		if (isReading(request.method) || !isUnknownOutcome(error)) throw error;
		throw new UnknownOutcomeError(error);
	}
}

/** What the pages of one list have in common. */
interface ListPage {
	nextRecordsUrl?: string;
	nextPageUrl?: string | null;
}

/** Where the next page is, under either name that Salesforce's APIs use. */
export function findNextPage(body: unknown): string | undefined {
	if (typeof body !== 'object' || body === null) return undefined;
	const { nextRecordsUrl, nextPageUrl } = body as ListPage;
	return nextRecordsUrl ?? nextPageUrl ?? undefined;
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
		// What its entries are called differs from list to list, so that it has some is taken for granted.
		guard(url, 1);
		const { method, headers = {} } = request;
		response = await sendRequest(client, { method, path: url, headers });
		yield response;
	}
}
