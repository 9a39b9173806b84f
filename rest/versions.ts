import { list, object, text } from './call/shape';
import type { Client } from './types';

export interface ApiVersion {
	/** e.g. `Summer '26` */
	label: string;
	/** e.g. `67.0` */
	version: string;
}

const versions = list(object<ApiVersion>({ label: text, version: text }));

/**
 * The API versions that the org supports, newest first. Costs no API call of the daily quota.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_versions.htm
 *
 * @throws SalesforceApiError
 */
export async function listApiVersions(client: Client): Promise<ApiVersion[]> {
	const { body } = await client.request({ path: '/services/data', shape: versions });
	return body.toSorted((a, b) => Number(b.version) - Number(a.version));
}
