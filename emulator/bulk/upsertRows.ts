import { type SObjectType } from '../metadata/Metadata';
import { insertRow, type WriteOptions } from '../store/insertRow';
import { type FieldValue, rowError, type SaveResult } from '../store/Row';
import { type Store } from '../store/Store';
import { updateRow } from '../store/updateRow';
import { BulkDataError } from './BulkDataError';
import { failure, type SaveChunk, toOutcome } from './openRows';

/**
 * Saves a chunk by an external id, or by `Id`, where a row without one is created. Rows of a chunk
 * that share a key are all refused: which of them is meant nobody knows.
 *
 * @throws BulkDataError when the field can't identify rows
 */
export function upsertRows(
	store: Store,
	type: SObjectType,
	fieldName: string,
	options: WriteOptions,
): SaveChunk {
	const field = type.field(fieldName);
	if (!field || !(field.idLookup || field.externalId)) {
		const wrong = `Field name provided, ${fieldName} does not match an External ID, Salesforce Id, or indexed field for ${type.name}`;
		throw new BulkDataError('InvalidBatch', wrong);
	}
	const key = field.name;
	const keyOf = (values: Record<string, unknown>) => {
		const value = values[key] as FieldValue | undefined;
		if (value === null || value === undefined) return undefined;
		return field.caseSensitive ? String(value) : String(value).toLowerCase();
	};
	return (rows) => {
		const counts = new Map<string, number>();
		for (const row of rows) {
			const value = keyOf(row);
			if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
		}
		return rows.map((values) => {
			const value = keyOf(values);
			if (value === undefined && key !== 'Id') {
				return failure([{ code: 'MISSING_ARGUMENT', message: `${key} not specified` }]);
			}
			if (value !== undefined && (counts.get(value) ?? 0) > 1) {
				const message = `Duplicate external id specified: ${String(values[key])}`;
				return failure([{ code: 'DUPLICATE_VALUE', message, fields: [key] }]);
			}
			return toOutcome(upsertRow(store, type, key, values, options));
		});
	};
}

function upsertRow(
	store: Store,
	type: SObjectType,
	key: string,
	values: Record<string, unknown>,
	options: WriteOptions,
): SaveResult {
	const { name } = type;
	if (key === 'Id') {
		const { Id, ...rest } = values;
		return typeof Id === 'string'
			? updateRow(store, name, Id, rest, options)
			: insertRow(store, name, rest, options);
	}
	const found = store.findBy(name, key, values[key] as FieldValue);
	if (found.length > 1) {
		const ids = found.map((row) => String(row.Id)).join(', ');
		const label = type.field(key)?.label ?? key;
		const message = `${label}: more than one record found for external id field: [${ids}]`;
		return { success: false, errors: [rowError('DUPLICATE_EXTERNAL_ID', message)] };
	}
	const [row] = found;
	if (!row) return insertRow(store, name, values, options);
	return updateRow(store, name, String(row.Id), values, options);
}
