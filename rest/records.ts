import {
	type CollectionOptions,
	createRecords,
	deleteRecords,
	type RecordInput,
	updateRecords,
	upsertRecords,
} from './collections';
import { path } from './path';
import type { SalesforceRecord } from './pages';
import { isRecordId, toLongId } from './recordId';
import type { SaveCall } from './saveRows';
import type { Client } from './types';

/**
 * What names a row's record by a field: the same for values that Salesforce may hold for one. It compares text without
 * case and without trailing blanks, numbers by value, ids in either length. Where a field does tell upper from lower
 * case, rows that are two records are sent one after the other, which does no harm.
 */
export function keyOf({ fields }: RecordInput, field: string): string | undefined {
	const wanted = field.toLowerCase();
	const name = Object.keys(fields).find((key) => key.toLowerCase() === wanted);
	const value = name === undefined ? undefined : fields[name];
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const text = String(value).trim();
	if (text === '') return undefined;
	if (wanted === 'id' && isRecordId(text)) return toLongId(text).toLowerCase();
	const isNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text);
	return isNumber ? String(Number(text)) : text.toLowerCase();
}

/** Calls for `saveRows`. Never repeated where the fate is unknown: a create sent twice makes two records. */
export const createCall = (client: Client): SaveCall => ({
	send: (rows, options) => createRecords(client, rows, options),
	repeatable: false,
	bulk: { operation: 'insert' },
});

/** Each row holds its `Id`. */
export const updateCall = (client: Client): SaveCall => ({
	send: (rows, options) => updateRecords(client, rows, options),
	repeatable: true,
	keyOf: (row) => keyOf(row, 'Id'),
	bulk: { operation: 'update' },
});

/** Each row holds its external id; a call takes one object. */
export const upsertCall = (client: Client, externalIdField: string): SaveCall => ({
	send: (rows, options) => upsertRecords(client, rows[0]!.object, externalIdField, rows, options),
	repeatable: externalIdField.toLowerCase() !== 'id',
	keyOf: (row) => keyOf(row, externalIdField),
	maxTypes: 1,
	bulk: { operation: 'upsert', externalIdFieldName: externalIdField },
});

/** Each row holds its `Id`; the object's key prefix does as its type. */
export const deleteCall = (client: Client): SaveCall => ({
	send: (rows: RecordInput[], options: CollectionOptions) =>
		deleteRecords(
			client,
			rows.map((row) => String(row.fields.Id)),
			options,
		),
	repeatable: true,
	keyOf: (row) => keyOf(row, 'Id'),
	bulk: { operation: 'delete' },
});

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
	const request = { path: path`sobjects/${object}/${id}`, query };
	return (await client.request<SalesforceRecord>(request)).body;
}

/**
 * Reads one record by an external id.
 *
 * @throws SalesforceApiError NOT_FOUND, or MULTIPLE_CHOICES where several records have the value
 */
export async function getRecordByExternalId(
	client: Client,
	object: string,
	field: string,
	value: string,
	fields: string[] = [],
): Promise<SalesforceRecord> {
	const query = fields.length > 0 ? { fields: fields.join(',') } : {};
	const request = { path: path`sobjects/${object}/${field}/${value}`, query };
	return (await client.request<SalesforceRecord>(request)).body;
}
