import { path } from './path';
import type { SalesforceRecord } from './pages';
import { readErrorEntry, type ApiErrorEntry } from './SalesforceApiError';
import type { Client } from './types';

/** The most records that one call saves or deletes. */
export const MAX_COLLECTION = 200;
/** The most runs of one object type in a call. */
export const MAX_TYPE_RUNS = 10;
/** The most records that one call retrieves. */
export const MAX_RETRIEVE = 2000;

export interface RecordInput {
	/** API name, e.g. `Account`. */
	object: string;
	fields: SalesforceRecord;
}

export interface CollectionOptions {
	/** Whether one refused record undoes the whole call. @default false */
	allOrNone?: boolean;
	headers?: Record<string, string>;
}

/** What became of one record of a call. */
export type CollectionResult =
	| {
			success: true;
			id: string;
			/** `null` where an earlier sending of the call got no answer, and may have created the record. */
			created: boolean | null;
	  }
	| { success: false; errors: ApiErrorEntry[] };

interface RawResult {
	id?: string | null;
	success: boolean;
	/** Not empty for a published event, which is a success all the same. */
	errors: unknown[];
	created?: boolean;
}

const readResults = (body: RawResult[], created: boolean): CollectionResult[] =>
	body.map((row) =>
		row.success
			? { success: true, id: row.id ?? '', created: row.created ?? created }
			: { success: false, errors: row.errors.map((entry) => readErrorEntry(entry)) },
	);

const toBody = (records: RecordInput[], options: CollectionOptions) => ({
	allOrNone: options.allOrNone ?? false,
	records: records.map(({ object, fields }) => ({ attributes: { type: object }, ...fields })),
});

/**
 * Creates up to 200 records in one call, results in the order given.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_create.htm
 *
 * @throws SalesforceApiError where the call as a whole was refused; nothing was saved then
 */
export async function createRecords(
	client: Client,
	records: RecordInput[],
	options: CollectionOptions = {},
): Promise<CollectionResult[]> {
	const { body } = await client.request<RawResult[]>({
		method: 'POST',
		path: 'composite/sobjects',
		headers: options.headers ?? {},
		body: toBody(records, options),
		idempotent: false,
	});
	return readResults(body, true);
}

/**
 * Updates up to 200 records in one call; each holds its `Id` among the fields.
 *
 * @throws SalesforceApiError where the call as a whole was refused
 */
export async function updateRecords(
	client: Client,
	records: RecordInput[],
	options: CollectionOptions = {},
): Promise<CollectionResult[]> {
	const { body } = await client.request<RawResult[]>({
		method: 'PATCH',
		path: 'composite/sobjects',
		headers: options.headers ?? {},
		body: toBody(records, options),
		idempotent: true,
	});
	return readResults(body, false);
}

/**
 * Updates or creates up to 200 records of one object in one call; each holds its external id among the fields.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_upsert.htm
 *
 * @param externalIdField any field that identifies a record, or `Id`
 * @throws SalesforceApiError where the call as a whole was refused
 */
export async function upsertRecords(
	client: Client,
	object: string,
	externalIdField: string,
	records: RecordInput[],
	options: CollectionOptions = {},
): Promise<CollectionResult[]> {
	const { body, mayHaveRunBefore } = await client.request<RawResult[]>({
		method: 'PATCH',
		path: path`composite/sobjects/${object}/${externalIdField}`,
		headers: options.headers ?? {},
		body: toBody(records, options),
		// By Id, a record without one is created: sent twice, created twice.
		idempotent: externalIdField.toLowerCase() !== 'id',
	});
	const results = readResults(body, false);
	if (!mayHaveRunBefore) return results;
	return results.map((result) =>
		result.success && !result.created ? { ...result, created: null } : result,
	);
}

/**
 * Deletes up to 200 records in one call. They stay in the recycle bin.
 *
 * @throws SalesforceApiError where the call as a whole was refused
 */
export async function deleteRecords(
	client: Client,
	ids: string[],
	options: CollectionOptions = {},
): Promise<CollectionResult[]> {
	const { body, mayHaveRunBefore } = await client.request<RawResult[]>({
		method: 'DELETE',
		path: 'composite/sobjects',
		query: { ids: ids.join(','), allOrNone: options.allOrNone ?? false },
		headers: options.headers ?? {},
	});
	const results = readResults(body, false);
	if (!mayHaveRunBefore) return results;
	// The sending whose answer got lost has deleted it: that is what was asked for.
	return results.map((result, n) =>
		!result.success && result.errors[0]?.errorCode === 'ENTITY_IS_DELETED'
			? { success: true, id: ids[n]!, created: false }
			: result,
	);
}

/**
 * Reads up to 2,000 records of one object in one call, in the order of the ids; `null` for those that
 * are missing or not visible.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_retrieve.htm
 *
 * @throws SalesforceApiError
 */
export async function retrieveRecords(
	client: Client,
	object: string,
	ids: string[],
	fields: string[],
): Promise<Array<SalesforceRecord | null>> {
	const { body } = await client.request<Array<SalesforceRecord | null>>({
		method: 'POST',
		path: path`composite/sobjects/${object}`,
		body: { ids, fields },
		idempotent: true,
	});
	return body;
}
