import { buildQuery } from './buildQuery';
import { list, optional, record } from './call/shape';
import { InvalidResponseError, SalesforceApiError } from './errors';
import type { SalesforceRecord } from './pages';
import { path } from './path';
import { toLongId } from './recordId';
import { type RowRefusal, toCallRefusal } from './rows/rowResult';
import { queryInParts } from './splitQuery';
import type { Client } from './types';

/** The most records that one call retrieves. */
const MAX_RETRIEVE = 2_000;

/**
 * Reads up to 2,000 records of one object in one call, in the order of the IDs; `null` for those that are missing
 * or not visible.
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

/** A record's ID, even if the fields don't include it: its URL ends in it. */
function idOf({ Id, attributes }: SalesforceRecord): string | undefined {
	const { url } = (attributes ?? {}) as { url?: unknown };
	const id = typeof Id === 'string' ? Id : typeof url === 'string' ? url.split('/').at(-1) : '';
	return id ? toLongId(id) : undefined;
}

/** The records at the places of their IDs, in whatever order they came: nobody may get another record. */
function placeById(
	ids: string[],
	records: Array<SalesforceRecord | null>,
): Array<SalesforceRecord | null> {
	const byId = new Map<string, SalesforceRecord>();
	for (const record of records) {
		if (record === null) continue;
		const id = idOf(record);
		if (id === undefined) throw new InvalidResponseError('a record without its id');
		byId.set(id, record);
	}
	const placed = ids.map((id) => byId.get(toLongId(id)) ?? null);
	const known = new Set(ids.map(toLongId));
	const stranger = [...byId.keys()].find((id) => !known.has(id));
	if (stranger !== undefined) {
		throw new InvalidResponseError(`the record ${stranger}, which was not asked for`);
	}
	return placed;
}

/** Fields of parents are a query's matter: retrieving knows the object's own only. */
async function queryRecordsById(
	client: Client,
	object: string,
	ids: string[],
	fields: string[],
): Promise<Array<SalesforceRecord | null>> {
	const isIdAsked = fields.some((field) => field.toLowerCase() === 'id');
	const filters = [{ field: 'Id', operator: 'in' as const, value: ids.map(toLongId) }];
	const types = new Map([['id', 'id']]);
	const parts = buildQuery(
		{ object, fields: isIdAsked ? fields : ['Id', ...fields], filters },
		{ types },
	);
	const byId = new Map<string, SalesforceRecord>();
	for (const record of await queryInParts(client, parts)) {
		const { Id, ...rest } = record;
		byId.set(toLongId(String(Id)), isIdAsked ? record : rest);
	}
	return ids.map((id) => byId.get(toLongId(id)) ?? null);
}

/**
 * Reads up to 2,000 records of one object by ID in one call, in the order of the IDs. If Salesforce refuses one of
 * the IDs, this fails at once, unlike `retrieveRecordsById`, which makes calls for halves. That suits IDs of
 * unknown origin.
 *
 * @param fields API names, at least one; those of parents too, `Account.Name`
 * @returns `null` for a record that is missing or not visible
 * @throws SalesforceApiError, also for one of the IDs
 */
export async function retrieveRecordsAtOnce(
	client: Client,
	object: string,
	ids: string[],
	fields: string[],
): Promise<Array<SalesforceRecord | null>> {
	if (!fields.some((field) => field.includes('.'))) {
		return placeById(ids, await retrieveRecords(client, object, ids, fields));
	}
	return queryRecordsById(client, object, ids, fields);
}

/**
 * Reads records of one object by ID, up to 2,000 per call, in the order of the IDs.
 *
 * @param fields API names, at least one; those of parents too, `Account.Name`
 * @returns `null` for a record that is missing or not visible, a refusal for an ID that Salesforce doesn't accept
 * @throws SalesforceApiError for an error that concerns all of them
 */
export async function retrieveRecordsById(
	client: Client,
	object: string,
	ids: string[],
	fields: string[],
): Promise<Retrieved[]> {
	if (fields.some((field) => field.includes('.'))) {
		return queryRecordsById(client, object, ids, fields);
	}
	if (ids.length > MAX_RETRIEVE) {
		const first = await retrieveRecordsById(client, object, ids.slice(0, MAX_RETRIEVE), fields);
		const rest = await retrieveRecordsById(client, object, ids.slice(MAX_RETRIEVE), fields);
		return [...first, ...rest];
	}
	try {
		return placeById(ids, await retrieveRecords(client, object, ids, fields));
	} catch (error) {
		const isOne = error instanceof SalesforceApiError && ABOUT_ONE_ID.has(error.errorCode);
		if (!isOne) throw error;
		if (ids.length === 1) return [toCallRefusal(error)];
		const middle = ids.length >> 1;
		const left = await retrieveRecordsById(client, object, ids.slice(0, middle), fields);
		return [...left, ...(await retrieveRecordsById(client, object, ids.slice(middle), fields))];
	}
}
