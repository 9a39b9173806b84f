import { type SObjectType } from '../metadata/Metadata';
import { isContent } from '../files/FileContent';
import { type Field } from '../metadata/types';
import { checkField, normalizeValue } from './checkFields';
import { parseValue, WrongType } from './parseValue';
import { type FieldValue, type InputRow, rowError, type RowError } from './Row';
import { type Store } from './Store';

export interface ResolvedInput {
	values: Map<Field, FieldValue>;
	errors: RowError[];
}

export interface ResolveOptions {
	mode: 'create' | 'update';
	/** Lets audit and other system fields be set, as seeding an org needs. */
	system: boolean;
}

/** Turns a client's row into typed values of known, writable fields, parents by external ID looked up. */
export function resolveInput(
	store: Store,
	type: SObjectType,
	input: InputRow,
	options: ResolveOptions,
): ResolvedInput {
	const values = new Map<Field, FieldValue>();
	const readOnly: string[] = [];
	for (const [name, given] of Object.entries(input)) {
		if (name === 'attributes') continue;
		const parent = isPlainObject(given) ? type.parentField(name) : undefined;
		const field = parent ?? type.field(name);
		if (!field || store.isHidden(type, field)) return fail(unknownField(type, name));
		if (!options.system && !(options.mode === 'create' ? field.createable : field.updateable)) {
			readOnly.push(field.name);
			continue;
		}
		try {
			const value = parent ? findParent(store, field, given as InputRow) : parseValue(field, given);
			values.set(field, normalizeValue(field, value));
		} catch (error) {
			if (error instanceof WrongType) return fail(wrongType(error));
			if (error instanceof ParentNotFound) return fail(error.entry);
			throw error;
		}
	}
	if (readOnly.length > 0) return fail(readOnlyFields(readOnly));
	const errors = [...values]
		.map(([field, value]) => checkField(store.metadata, field, value))
		.filter((error) => error !== undefined);
	return { values, errors };
}

class ParentNotFound extends Error {
	constructor(readonly entry: RowError) {
		super(entry.message);
	}
}

function fail(error: RowError): ResolvedInput {
	return { values: new Map(), errors: [error] };
}

function isPlainObject(value: unknown): boolean {
	return typeof value === 'object' && value !== null && !isContent(value);
}

/** `"Account": { "External_Id__c": "A-1" }`; a parent of several types names its own in `attributes`. */
function findParent(store: Store, reference: Field, given: InputRow): FieldValue {
	const { attributes, ...keys } = given;
	const named = (attributes as { type?: unknown } | undefined)?.type;
	const target = typeof named === 'string' ? named : reference.referenceTo[0];
	const parent = target === undefined ? undefined : store.metadata.object(target);
	const [[name, value] = ['', null], ...others] = Object.entries(keys);
	const field = parent?.field(name);
	if (!parent || !field || others.length > 0 || !reference.referenceTo.includes(parent.name)) {
		throw new ParentNotFound(
			rowError('INVALID_FIELD', `Cannot resolve the reference ${reference.relationshipName ?? ''}`),
		);
	}
	if (!field.idLookup && !field.externalId) {
		const message = `${field.name} is not an External ID or indexed field on ${parent.name}`;
		throw new ParentNotFound(rowError('INVALID_FIELD', message));
	}
	const wanted = parseValue(field, value);
	const found =
		field.type === 'id'
			? [store.get(parent.name, String(wanted))]
			: store.findBy(parent.name, field.name, wanted);
	const [row, second] = found;
	if (!row) {
		const message = `Foreign key external ID: ${String(wanted).toLowerCase()} not found for field ${field.name} in entity ${parent.name}`;
		throw new ParentNotFound(rowError('INVALID_FIELD', message));
	}
	if (second) {
		const message = `More than one record found for external id field: [${found.map((one) => String(one?.Id)).join(', ')}]`;
		throw new ParentNotFound(rowError('DUPLICATE_EXTERNAL_ID', message));
	}
	return row.Id ?? null;
}

function unknownField(type: SObjectType, name: string): RowError {
	return rowError('INVALID_FIELD', `No such column '${name}' on sobject of type ${type.name}`);
}

function wrongType({ field, given }: WrongType): RowError {
	return rowError(
		'INVALID_TYPE_ON_FIELD_IN_RECORD',
		`${field.label}: value not of required type: ${String(given)}`,
		[field.name],
	);
}

function readOnlyFields(names: string[]): RowError {
	const message = `Unable to create/update fields: ${names.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
	return rowError('INVALID_FIELD_FOR_INSERT_UPDATE', message, names);
}
