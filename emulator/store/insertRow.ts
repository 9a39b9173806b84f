import { formatAuditDatetime } from '../core/time';
import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { checkRules } from './checkRules';
import { computeFields } from './computeFields';
import { resolveInput } from './resolveInput';
import {
	type FieldValue,
	type InputRow,
	type Row,
	rowError,
	type RowError,
	type SaveResult,
	type WriteOptions,
} from './Row';
import { type Store } from './Store';
import { takesIdAsName, writePlan } from './writePlan';

/** Creates a row as Salesforce would, or says why not. */
export function insertRow(
	store: Store,
	object: string,
	input: InputRow,
	options: WriteOptions,
): SaveResult {
	const prepared = prepareInsert(store, object, input, options);
	if ('errors' in prepared) return { success: false, errors: prepared.errors };
	const id = String(prepared.row.Id);
	store.write(object, prepared.row, { type: 'CREATE', id, before: null, userId: options.userId });
	return { success: true, id, created: true };
}

/** The row as it would be stored, stamped with this moment, not stored yet. */
export function prepareInsert(
	store: Store,
	object: string,
	input: InputRow,
	options: WriteOptions,
): { row: Row } | { errors: RowError[] } {
	const { type } = store.table(object);
	const system = options.system ?? false;
	const { values, errors } = resolveInput(store, type, input, { mode: 'create', system });
	if (errors.length > 0) return { errors };
	const row = startRow(store, type, options.userId);
	for (const [field, value] of values) if (value !== null) row[field.name] = value;
	fillDefaults(store, type, row, values);
	computeFields(type, row);
	const missing = system ? [] : [...missingFields(type, row), ...emptiedNames(type, values)];
	if (missing.length > 0) return { errors: [requiredMissing(missing)] };
	const refused = checkRules(store, type, row, null, options);
	return refused.length > 0 ? { errors: refused } : { row };
}

/** What `Required fields are missing` reads. */
export function requiredMissing(names: string[]): RowError {
	const message = `Required fields are missing: [${names.join(', ')}]`;
	return rowError('REQUIRED_FIELD_MISSING', message, names);
}

/** Fields that no row may be without. */
export function missingFields(type: SObjectType, row: Row): string[] {
	return writePlan(type)
		.required.filter((field) => (row[field.name] ?? null) === null)
		.map((field) => field.name);
}

/** A row may leave out the name that its id stands in for, but not bring an empty one. */
export function emptiedNames(type: SObjectType, values: ReadonlyMap<Field, FieldValue>): string[] {
	const { nameField } = type;
	const isEmptied = nameField && takesIdAsName(nameField) && values.get(nameField) === null;
	return isEmptied ? [nameField.name] : [];
}

function startRow(store: Store, type: SObjectType, userId: string): Record<string, FieldValue> {
	const now = formatAuditDatetime(store.now());
	const row: Record<string, FieldValue> = { ...type.blank };
	row.Id = store.ids.create(type.keyPrefix);
	row.IsDeleted = false;
	row.CreatedDate = row.LastModifiedDate = row.SystemModstamp = now;
	row.CreatedById = row.LastModifiedById = userId;
	return row;
}

function fillDefaults(
	store: Store,
	type: SObjectType,
	row: Record<string, FieldValue>,
	given: ReadonlyMap<Field, FieldValue>,
): void {
	for (const field of writePlan(type).defaulted) {
		const { name } = field;
		if ((row[name] ?? null) !== null) continue;
		if (field.autoNumber) row[name] = store.nextNumber(type, field);
		else if (name === 'OwnerId') row[name] = row.CreatedById ?? null;
		else if (field.type === 'boolean') row[name] = field.defaultValue === true;
		else if (takesIdAsName(field)) row[name] = row.Id ?? null;
		else if (!given.has(field)) setDefault(field, row);
	}
}

function setDefault(field: Field, row: Record<string, FieldValue>): void {
	const chosen = field.picklistValues.find((entry) => entry.defaultValue)?.value;
	const value = chosen ?? field.defaultValue;
	if (value !== null) row[field.name] = value;
}
