import { refuse, type SalesforceError } from '../core/SalesforceError';

/** A subrequest of /composite or of a graph, as it was sent. */
export interface ReferencedRequest {
	method: string;
	url: string;
	referenceId: string;
	httpHeaders: Record<string, string>;
	body: unknown;
}

const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];
const referenceIdForm = /^[A-Za-z0-9]\w*$/;

/** The JSON object of a composite call. */
export function asObject(value: unknown, name: string): Record<string, unknown> {
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
		return value as Record<string, unknown>;
	}
	throw unreadable(`${name} must be an object`);
}

/** A list with at least one and at most `max` entries. */
export function asList(value: unknown, name: string, max: number): unknown[] {
	if (!Array.isArray(value) || value.length === 0) {
		throw unreadable(`${name} must be a list with at least one entry`);
	}
	if (value.length > max) {
		throw refuse(400, 'LIMIT_EXCEEDED', `${name} may have at most ${max} entries`);
	}
	return value;
}

/** A boolean key of a composite call; `preset` where it is absent. */
export function asFlag(value: unknown, name: string, preset: boolean): boolean {
	if (value === undefined || value === null) return preset;
	if (typeof value === 'boolean') return value;
	throw unreadable(`${name} must be true or false`);
}

const graphMethods = ['DELETE', 'GET', 'PATCH', 'POST'];

/** In a graph upper case alone counts. */
function readGraphMethod(method: unknown): string {
	if (typeof method === 'string' && graphMethods.includes(method)) return method;
	throw unreadable(`method must be one of ${graphMethods.join(', ')}`);
}

/**
 * The subrequests of a `compositeRequest` list.
 *
 * @throws SalesforceError 400 for a list that is too long, a subrequest without method or url, a referenceId that
 * is malformed or used twice
 */
export function readReferencedRequests(
	value: unknown,
	max: number,
	isGraph = false,
): ReferencedRequest[] {
	const seen = new Set<string>();
	return asList(value, 'compositeRequest', max).map((entry) => {
		const { method, url, referenceId, httpHeaders, body } = asObject(entry, 'A subrequest');
		if (typeof referenceId !== 'string' || !referenceIdForm.test(referenceId)) {
			const rule =
				"must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').";
			throw refuse(400, 'BAD_REQUEST', `Provided referenceId ('${String(referenceId)}') ${rule}`);
		}
		if (seen.has(referenceId)) {
			throw refuse(400, 'BAD_REQUEST', `Provided referenceId ('${referenceId}') is not unique.`);
		}
		seen.add(referenceId);
		return {
			method: isGraph ? readGraphMethod(method) : readMethod(method),
			url: readUrl(url),
			referenceId,
			httpHeaders: readHeaders(httpHeaders),
			body: body ?? undefined,
		};
	});
}

export function readMethod(method: unknown): string {
	if (typeof method === 'string' && methods.includes(method.toUpperCase())) {
		return method.toUpperCase();
	}
	throw unreadable(`method must be one of ${methods.join(', ')}`);
}

export function readUrl(url: unknown): string {
	if (typeof url === 'string' && url !== '') return url;
	throw unreadable('url must be a text');
}

function readHeaders(headers: unknown): Record<string, string> {
	if (headers === undefined || headers === null) return {};
	return Object.fromEntries(
		Object.entries(asObject(headers, 'httpHeaders')).map(([name, value]) => [
			name.toLowerCase(),
			String(value),
		]),
	);
}

function unreadable(message: string): SalesforceError {
	return refuse(400, 'JSON_PARSER_ERROR', message);
}
