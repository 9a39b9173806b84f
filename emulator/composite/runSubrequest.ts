import { type Answer } from '../server/Answer';
import { type Context } from '../server/Route';

/** One request inside a composite call. */
export interface Subrequest {
	method: string;
	/** Path with query string, from `/services/data/` on. */
	url: string;
	headers?: Record<string, string>;
	body?: unknown;
}

/** What a subrequest answered, as a composite call reports it. */
export interface Subresponse {
	status: number;
	headers: Record<string, string>;
	/** `null` if the answer has no content. */
	body: unknown;
}

// Of an answer's headers a composite call hands on those that a client needs of a part.
const handedOn = new Set(['location', 'etag', 'last-modified']);

/** Answers a subrequest as the resource itself would, for the same session. */
export async function runSubrequest(context: Context, request: Subrequest): Promise<Subresponse> {
	const { method, url, headers, body } = request;
	const answer = await context.dispatch({
		method,
		url,
		headers: { 'content-type': 'application/json', ...headers },
		...(body !== undefined && { value: body }),
	});
	return { status: answer.status, headers: select(answer), body: content(answer) };
}

function select({ headers = {} }: Answer): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).filter(([name]) => handedOn.has(name.toLowerCase())),
	);
}

function content({ body }: Answer): unknown {
	if (!body) return null;
	if ('json' in body) return body.json;
	// Salesforce hands blobs out in their own requests only; a part of a composite call is JSON.
	return 'text' in body ? body.text : null;
}

/** Whether the subrequest did what it was asked. */
export function succeeded({ status }: Subresponse): boolean {
	return status < 400;
}
