import { list, number, object, type Shape } from './call/shape';
import { InvalidResponseError, SalesforceApiError } from './errors';
import type { Client } from './types';

interface BatchAnswer {
	results: Array<{ statusCode: number; result?: unknown }>;
}

const batchAnswer = object<BatchAnswer>({
	results: list(object<BatchAnswer['results'][number]>({ statusCode: number })),
});

/**
 * Sends a reading request that is too long for a URL in the body of a batch, where its URL has no such limit.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_batch.htm
 *
 * @param path below the API version, with its encoded query
 * @param shape the form of the answer
 * @throws SalesforceApiError also the refusal of the request itself
 */
export async function requestInBatch<Body>(
	client: Client,
	path: string,
	shape: Shape<Body>,
	headers: Record<string, string> = {},
): Promise<Body> {
	const { body } = await client.request({
		method: 'POST',
		path: 'composite/batch',
		headers,
		body: { batchRequests: [{ method: 'GET', url: `v${client.apiVersion}/${path}` }] },
		shape: batchAnswer,
	});
	const [answer] = body.results;
	if (answer === undefined) throw new InvalidResponseError('no result for a batch of one');
	if (answer.statusCode >= 300) {
		const failed = { status: answer.statusCode, body: answer.result };
		throw new SalesforceApiError(failed, { method: 'GET', path: path.split('?')[0]! });
	}
	return shape(answer.result, '');
}
