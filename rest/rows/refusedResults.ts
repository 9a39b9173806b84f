import { isObject } from '../isObject';
import type { Shape } from '../call/shape';
import { SalesforceApiError, UnknownOutcomeError } from '../errors';
import type { Client, OrgRequest } from '../types';

/**
 * The results within a refusal: in some resources one failed row makes the whole call a 400, although the rows that
 * succeeded stay done.
 *
 * @param flag a key that an entry of results has and an error entry doesn't have
 * @throws UnknownOutcomeError for results that don't fit the rows: the call has been carried out
 * @throws the error itself if it holds no results
 */
function readRefusedResults<Result>(
	error: unknown,
	flag: 'success' | 'isSuccess',
	shape: Shape<Result[]>,
): Result[] {
	const { body, statusCode } = error instanceof SalesforceApiError ? error : {};
	const isResult = (entry: unknown) => isObject(entry) && flag in entry;
	if (statusCode !== 400 || !Array.isArray(body) || !body.some(isResult)) throw error;
	try {
		return shape(body, '');
	} catch (cause) {
		throw new UnknownOutcomeError(cause, true);
	}
}

/**
 * Sends rows in one call and returns their results, even if they come as a refusal.
 *
 * @param flag a key that an entry of results has and an error entry doesn't have
 * @throws what the request throws; UnknownOutcomeError for results that don't fit the rows
 */
export async function sendForResults<Result>(
	client: Client,
	request: OrgRequest<Result[]>,
	flag: 'success' | 'isSuccess',
): Promise<Result[]> {
	try {
		return (await client.request(request)).body;
	} catch (error) {
		return readRefusedResults(error, flag, request.shape);
	}
}
