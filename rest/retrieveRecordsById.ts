import { MAX_RETRIEVE, retrieveRecords } from './collections';
import type { SalesforceRecord } from './pages';
import { type RowRefusal, toCallRefusal } from './rowResult';
import { SalesforceApiError } from './SalesforceApiError';
import type { Client } from './types';

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
