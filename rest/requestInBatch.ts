import { SalesforceApiError } from './SalesforceApiError';
import type { Client } from './types';

interface BatchAnswer {
	results: Array<{ statusCode: number; result: unknown }>;
}

/**
 * A reading that is too long for a URL, in the body of a batch, where its URL has no such limit.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_batch.htm
 *
 * @param path below the API version, its query included and encoded
 * @throws SalesforceApiError the reading's own refusal too
 */
export async function requestInBatch<Body>(
	client: Client,
	path: string,
	headers: Record<string, string> = {},
): Promise<Body> {
	const { body } = await client.request<BatchAnswer>({
		method: 'POST',
		path: 'composite/batch',
		headers,
		body: { batchRequests: [{ method: 'GET', url: `v${client.apiVersion}/${path}` }] },
		idempotent: true,
	});
	const [answer] = body.results;
	if (answer === undefined || answer.statusCode >= 300) {
		const failed = { status: answer?.statusCode ?? 500, body: answer?.result };
		throw new SalesforceApiError(failed, { method: 'GET', path: path.split('?')[0]! });
	}
	return answer.result as Body;
}
