import { formatAuditDatetime } from '../core/time';
import { checkRules } from './checkRules';
import { computeFields } from './computeFields';
import { emptiedNames, missingFields, requiredMissing } from './insertRow';
import { type WriteOptions } from './Row';
import { resolveInput } from './resolveInput';
import {
	type FieldValue,
	type InputRow,
	type Row,
	rowError,
	type RowError,
	type SaveResult,
} from './Row';
import { type Store } from './Store';

/** Changes the fields given; null clears, what is left out stays. */
export function updateRow(
	store: Store,
	object: string,
	id: string,
	input: InputRow,
	options: WriteOptions,
): SaveResult {
	const prepared = prepareUpdate(store, object, id, input, options);
	if ('errors' in prepared) return { success: false, errors: prepared.errors };
	const { before, row } = prepared;
	const rowId = String(row.Id);
	store.write(object, row, { type: 'UPDATE', id: rowId, before, userId: options.userId });
	return { success: true, id: rowId, created: false };
}

/** The row as it would be after the update, stamped with this moment, not stored yet. */
export function prepareUpdate(
	store: Store,
	object: string,
	id: string,
	input: InputRow,
	options: WriteOptions,
): { row: Row; before: Row } | { errors: RowError[] } {
	const { type } = store.table(object);
	const before = store.get(object, id);
	const gone = refuseMissing(before);
	if (!before || gone) return { errors: [gone ?? missingRow()] };
	if (store.isLocked(String(before.Id))) {
		return { errors: [rowError('ENTITY_IS_LOCKED', 'the entity is locked for editing')] };
	}
	const system = options.system ?? false;
	const { values, errors } = resolveInput(store, type, input, { mode: 'update', system });
	if (errors.length > 0) return { errors };
	const now = formatAuditDatetime(store.now());
	const row: Record<string, FieldValue> = {
		...before,
		LastModifiedDate: now,
		LastModifiedById: options.userId,
		SystemModstamp: now,
	};
	for (const [field, value] of values) {
		row[field.name] = value === null && field.type === 'boolean' ? false : value;
	}
	computeFields(type, row);
	const missing = [...missingFields(type, row), ...(system ? [] : emptiedNames(type, values))];
	if (missing.length > 0) return { errors: [requiredMissing(missing)] };
	const refused = checkRules(store, type, row, before, options);
	return refused.length > 0 ? { errors: refused } : { row, before };
}

/** Why a row can't be worked on: it is in the recycle bin, or never was. */
export function refuseMissing(row: Row | undefined): RowError | undefined {
	if (!row) return missingRow();
	if (row.IsDeleted !== true) return undefined;
	return { ...rowError('ENTITY_IS_DELETED', 'entity is deleted'), status: 404 };
}

function missingRow(): RowError {
	return { ...rowError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id'), status: 404 };
}
