import { type SObjectType } from '../metadata/Metadata';
import { findDuplicates } from './findDuplicates';
import { type WriteOptions } from './Row';
import { type Row, rowError, type RowError } from './Row';
import { type Store } from './Store';
import { writePlan } from './writePlan';

/** What the org holds against the finished row: parents that are gone, rules, values that must be unique. */
export function checkRules(
	store: Store,
	type: SObjectType,
	row: Row,
	before: Row | null,
	options: WriteOptions,
): RowError[] {
	const unique = checkUnique(store, type, row, before);
	if (options.system) return unique;
	const ruled = store.rules.flatMap((rule) => rule(type, row, before));
	if (ruled.length > 0) return ruled;
	const references = checkReferences(store, type, row, before);
	if (references.length > 0) return references;
	const broken = checkValidationRules(type, row);
	if (broken.length > 0) return broken;
	if (unique.length > 0) return unique;
	return findDuplicates(store, type, row, before, options);
}

function checkReferences(
	store: Store,
	type: SObjectType,
	row: Row,
	before: Row | null,
): RowError[] {
	for (const field of writePlan(type).references) {
		const id = row[field.name];
		if (typeof id !== 'string' || before?.[field.name] === id) continue;
		const target = store.metadata.objectOfId(id);
		if (!target) continue;
		const parent = store.get(target.name, id);
		if (!parent) {
			return [rowError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [])];
		}
		if (parent.IsDeleted === true) {
			return [rowError('ENTITY_IS_DELETED', 'entity is deleted', [field.name])];
		}
	}
	return [];
}

function checkValidationRules(type: SObjectType, row: Row): RowError[] {
	return (type.definition.validationRules ?? [])
		.filter(({ when }) => (row[when.field] ?? null) === when.equals)
		.map(({ message, errorField }) =>
			rowError('FIELD_CUSTOM_VALIDATION_EXCEPTION', message, errorField ? [errorField] : []),
		);
}

function checkUnique(store: Store, type: SObjectType, row: Row, before: Row | null): RowError[] {
	for (const field of writePlan(type).unique) {
		const value = row[field.name] ?? null;
		if (value === null || before?.[field.name] === value) continue;
		const other = store.findBy(type.name, field.name, value).find((one) => one.Id !== row.Id);
		if (!other) continue;
		const message = `duplicate value found: ${field.name} duplicates value on record with id: ${String(other.Id)}`;
		return [rowError('DUPLICATE_VALUE', message)];
	}
	return [];
}
