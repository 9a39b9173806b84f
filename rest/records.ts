import { record, type Shape } from './call/shape';
import { path } from './path';
import type { SalesforceRecord } from './pages';
import type { Client } from './types';

/** A record always names its type and URL. */
const salesforceRecord: Shape<SalesforceRecord> = (value, place) => {
	const found = record(value, place);
	record(found.attributes, 'attributes');
	return found;
};

/**
 * Reads one record by its id.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_retrieve.htm
 *
 * @param fields API names; empty for all that the user may read
 * @throws SalesforceApiError NOT_FOUND
 */
export async function getRecord(
	client: Client,
	object: string,
	id: string,
	fields: string[] = [],
): Promise<SalesforceRecord> {
	const query = fields.length > 0 ? { fields: fields.join(',') } : {};
	const request = { path: path`sobjects/${object}/${id}`, query, shape: salesforceRecord };
	return (await client.request(request)).body;
}

/**
 * Reads one record by an external ID.
 *
 * @throws SalesforceApiError NOT_FOUND, or MULTIPLE_CHOICES if several records have the value
 */
export async function getRecordByExternalId(
	client: Client,
	object: string,
	field: string,
	value: string,
	fields: string[] = [],
): Promise<SalesforceRecord> {
	const query = fields.length > 0 ? { fields: fields.join(',') } : {};
	const resource = path`sobjects/${object}/${field}/${value}`;
	return (await client.request({ path: resource, query, shape: salesforceRecord })).body;
}
