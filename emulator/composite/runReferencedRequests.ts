import { type Context } from '../server/Route';
import { type ReferencedRequest } from './compositeRequest';
import { InvalidReferenceError, resolveReferences } from './resolveReferences';
import { runSubrequest, type Subresponse, succeeded } from './runSubrequest';

/** An entry of `compositeResponse`. */
export interface ReferencedResponse {
	body: unknown;
	httpHeaders: Record<string, string>;
	httpStatusCode: number;
	referenceId: string;
}

export interface ReferencedRun {
	responses: ReferencedResponse[];
	isSuccessful: boolean;
}

export const rolledBack =
	'The transaction was rolled back since another operation in the same transaction failed.';

/**
 * Runs subrequests in order, each with the references to earlier ones filled in. With `allOrNone` the first failure
 * undoes everything: it keeps its own answer, and all others answer PROCESSING_HALTED.
 */
export async function runReferencedRequests(
	context: Context,
	requests: readonly ReferencedRequest[],
	allOrNone: boolean,
): Promise<ReferencedRun> {
	if (!allOrNone) return await runInOrder(context, requests, false);
	return await context.org.store.transaction(async (rollback) => {
		const run = await runInOrder(context, requests, true);
		if (!run.isSuccessful) rollback();
		return run;
	});
}

async function runInOrder(
	context: Context,
	requests: readonly ReferencedRequest[],
	stopAtFailure: boolean,
): Promise<ReferencedRun> {
	const results = new Map<string, unknown>();
	const responses = new Map<string, ReferencedResponse>();
	let isSuccessful = true;
	for (const request of requests) {
		const response = await runOne(context, request, results);
		responses.set(request.referenceId, toReferenced(request, response));
		if (succeeded(response)) results.set(request.referenceId, response.body);
		else isSuccessful = false;
		if (!isSuccessful && stopAtFailure) {
			return { responses: halted(requests, responses, request), isSuccessful };
		}
	}
	return { responses: [...responses.values()], isSuccessful };
}

async function runOne(
	context: Context,
	request: ReferencedRequest,
	results: ReadonlyMap<string, unknown>,
): Promise<Subresponse> {
	try {
		const { method, url, body } = request;
		const resolved = { url, body: resolveReferences(body, results) };
		resolved.url = String(resolveReferences(`${url}`, results));
		if (!isAllowed(resolved.url)) return refused(`${resolved.url} is no resource for a composite`);
		return await runSubrequest(context, {
			method,
			url: resolved.url,
			headers: request.httpHeaders,
			body: resolved.body,
		});
	} catch (error) {
		if (!(error instanceof InvalidReferenceError)) throw error;
		return haltedResponse(error.message);
	}
}

/** Composite calls don't nest, and their parts are resources of the data API. */
function isAllowed(url: string): boolean {
	return (
		/^\/services\/data\/v\d+\.\d+\//.test(url) &&
		!/^\/services\/data\/v\d+\.\d+\/(composite(\/?$|\/?\?|\/batch|\/tree|\/graph)|jobs)/.test(url)
	);
}

function refused(message: string): Subresponse {
	return { status: 400, headers: {}, body: [{ errorCode: 'BAD_REQUEST', message }] };
}

function haltedResponse(message: string): Subresponse {
	return { status: 400, headers: {}, body: [{ errorCode: 'PROCESSING_HALTED', message }] };
}

function halted(
	requests: readonly ReferencedRequest[],
	responses: ReadonlyMap<string, ReferencedResponse>,
	culprit: ReferencedRequest,
): ReferencedResponse[] {
	return requests.map((request) =>
		request === culprit
			? (responses.get(request.referenceId) as ReferencedResponse)
			: toReferenced(request, haltedResponse(rolledBack)),
	);
}

function toReferenced(
	{ referenceId }: ReferencedRequest,
	{ status, headers, body }: Subresponse,
): ReferencedResponse {
	return { body, httpHeaders: headers, httpStatusCode: status, referenceId };
}
