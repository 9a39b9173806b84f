import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { insertRow } from './insertRow';
import { type WriteOptions } from './Row';
import { parseValue } from './parseValue';
import { type InputRow, type Row, rowError, type SaveResult } from './Row';
import { type Store } from './Store';
import { refuseMissing, updateRow } from './updateRow';

/** Several rows have the external ID: nothing is written, and the answer is 300 with their ids. */
export class AmbiguousExternalId extends Error {
	constructor(readonly ids: readonly string[]) {
		super(`${ids.length} records have this external id`);
	}
}

/** The field that upsert may match on: `Id`, external IDs, and fields that identify a row. */
export function upsertField(type: SObjectType, name: string): Field | undefined {
	const field = type.field(name);
	return field && (field.externalId || field.idLookup) ? field : undefined;
}

/** Finds what an upsert by this value would write to. */
export function findByExternalId(
	store: Store,
	type: SObjectType,
	field: Field,
	value: unknown,
): Row[] {
	const wanted = parseValue(field, value);
	if (wanted === null) return [];
	if (field.type !== 'id') return store.findBy(type.name, field.name, wanted);
	const row = store.get(type.name, String(wanted));
	return row ? [row] : [];
}

/**
 * Creates or updates by an external ID. By `Id`, a null creates and an unknown id is refused.
 *
 * @throws AmbiguousExternalId if several rows have the value
 */
export function upsertRow(
	store: Store,
	object: string,
	field: Field,
	value: unknown,
	input: InputRow,
	options: WriteOptions,
): SaveResult {
	const { type } = store.table(object);
	const [row, ...others] = findByExternalId(store, type, field, value);
	if (row && others.length > 0) {
		throw new AmbiguousExternalId([row, ...others].map((one) => String(one.Id)));
	}
	if (row) return updateRow(store, object, String(row.Id), input, options);
	const isEmpty = value === null || value === undefined || value === '';
	if (field.type === 'id') {
		if (isEmpty) return insertRow(store, object, input, options);
		return { success: false, errors: [refuseMissing(undefined) ?? rowError('NOT_FOUND', '')] };
	}
	if (isEmpty) {
		const message = `${field.name} not specified`;
		return { success: false, errors: [rowError('MISSING_ARGUMENT', message)] };
	}
	return insertRow(store, object, { ...input, [field.name]: value }, options);
}
