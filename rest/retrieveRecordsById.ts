import { list, optional, record } from './call/shape';
import type { SalesforceRecord } from './pages';
import { InvalidResponseError } from './errors';
import { path } from './path';
import { type RowRefusal, toCallRefusal } from './rows/rowResult';
import { SalesforceApiError } from './SalesforceApiError';
import type { Client } from './types';

/** The most records that one call retrieves. */
const MAX_RETRIEVE = 2_000;

/**
 * Reads up to 2,000 records of one object in one call, in the order of the ids; `null` for those that
 * are missing or not visible.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_retrieve.htm
 */
async function retrieveRecords(
	client: Client,
	object: string,
	ids: string[],
	fields: string[],
): Promise<Array<SalesforceRecord | null>> {
	const { body } = await client.request({
		method: 'POST',
		path: path`composite/sobjects/${object}`,
		body: { ids, fields },
		shape: list(optional(record)),
	});
	if (body.length !== ids.length) {
		throw new InvalidResponseError(`${body.length} records for ${ids.length} ids`);
	}
	return body.map((found) => found ?? null);
}

type Retrieved = SalesforceRecord | RowRefusal | null;

/** Codes by which Salesforce refuses all ids of a call for one of them. */
const ABOUT_ONE_ID = new Set(['MALFORMED_ID', 'INVALID_ID_FIELD', 'INVALID_CROSS_REFERENCE_KEY']);

/**
 * Reads records of one object by id, up to 2,000 a call, in the order of the ids.
 *
 * @param fields API names, at least one
 * @returns `null` for a record that is missing or not visible, a refusal for an id that Salesforce doesn't take
 * @throws SalesforceApiError for what concerns all of them
 */
export async function retrieveRecordsById(
	client: Client,
	object: string,
	ids: string[],
	fields: string[],
): Promise<Retrieved[]> {
	if (ids.length > MAX_RETRIEVE) {
		const first = await retrieveRecordsById(client, object, ids.slice(0, MAX_RETRIEVE), fields);
		const rest = await retrieveRecordsById(client, object, ids.slice(MAX_RETRIEVE), fields);
		return [...first, ...rest];
	}
	try {
		return await retrieveRecords(client, object, ids, fields);
	} catch (error) {
		const isOne = error instanceof SalesforceApiError && ABOUT_ONE_ID.has(error.errorCode);
		if (!isOne) throw error;
		if (ids.length === 1) return [toCallRefusal(error)];
		const middle = ids.length >> 1;
		const left = await retrieveRecordsById(client, object, ids.slice(0, middle), fields);
		return [...left, ...(await retrieveRecordsById(client, object, ids.slice(middle), fields))];
	}
}
