import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { type WriteOptions } from '../store/Row';
import { type FieldValue } from '../store/Row';
import { type Store } from '../store/Store';
import { AmbiguousExternalId, upsertField, upsertRow } from '../store/upsertRow';
import { BulkDataError } from './BulkDataError';
import { type RowOutcome } from './IngestRun';
import { failure, type SaveChunk, toOutcome } from './rowOutcome';

type Values = Record<string, unknown>;

/**
 * Saves a chunk by an external ID, or by `Id`; a row without an Id is created. If rows of a chunk share a key, all
 * of them are refused, because it is not clear which one is meant.
 *
 * @throws BulkDataError when the field can't identify rows
 */
export function upsertRows(
	store: Store,
	type: SObjectType,
	fieldName: string,
	options: WriteOptions,
): SaveChunk {
	const field = upsertField(type, fieldName);
	if (!field) {
		const wrong = `Field name provided, ${fieldName} does not match an External ID, Salesforce Id, or indexed field for ${type.name}`;
		throw new BulkDataError('InvalidBatch', wrong);
	}
	return (rows) => {
		const repeated = findRepeated(rows, field);
		return rows.map((values) => {
			const key = keyOf(values, field);
			if (key !== undefined && repeated.has(key)) {
				const message = `Duplicate external id specified: ${String(values[field.name])}`;
				return failure([{ code: 'DUPLICATE_VALUE', message, fields: [field.name] }]);
			}
			return upsertOne(store, type, field, values, options);
		});
	};
}

function upsertOne(
	store: Store,
	type: SObjectType,
	field: Field,
	values: Values,
	options: WriteOptions,
): RowOutcome {
	const { [field.name]: value, ...rest } = values;
	try {
		return toOutcome(upsertRow(store, type.name, field, value, rest, options));
	} catch (error) {
		if (!(error instanceof AmbiguousExternalId)) throw error;
		const ids = error.ids.join(', ');
		const message = `${field.label}: more than one record found for external id field: [${ids}]`;
		return failure([{ code: 'DUPLICATE_EXTERNAL_ID', message }]);
	}
}

/** Keys that more than one row of the chunk has. */
function findRepeated(rows: readonly Values[], field: Field): ReadonlySet<string> {
	const seen = new Set<string>();
	const repeated = new Set<string>();
	for (const row of rows) {
		const key = keyOf(row, field);
		if (key === undefined) continue;
		if (seen.has(key)) repeated.add(key);
		seen.add(key);
	}
	return repeated;
}

function keyOf(values: Values, field: Field): string | undefined {
	const value = values[field.name] as FieldValue | undefined;
	if (value === null || value === undefined) return undefined;
	return field.caseSensitive ? String(value) : String(value).toLowerCase();
}
