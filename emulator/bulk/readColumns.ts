import { type OrgState } from '../core/OrgState';
import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { BulkDataError } from './BulkDataError';
import { type RowError } from './formatRowError';
import { readCell } from './readCell';

type Org = Pick<OrgState, 'metadata' | 'store'>;

/** A column of an upload: a field, or a parent's field that finds the parent. */
interface Column {
	field: Field;
	parent?: { relationship: string; type: string; isPolymorphic: boolean };
}

/** Makes a row of cells the body that REST would take, or says what is wrong with it. */
export type ReadRow = (
	cells: readonly string[],
) => { values: Record<string, unknown> } | { error: RowError };

const parentForm = /^(?:(\w+):)?(\w+)\.(\w+)$/;

/**
 * Reads the header row: fields of the object, parents by external ID (`Account.ExtId__c`), for polymorphic lookups
 * with the parent's object (`Lead:Who.Email`). Case does not matter in names.
 *
 * @throws BulkDataError `InvalidBatch : Field name not found : Foo`, which ends the job
 */
export function readColumns(
	header: readonly string[],
	object: SObjectType,
	org: Org,
): { columns: readonly string[]; readRow: ReadRow } {
	const columns = header.map((name) => readColumn(name, object, org));
	const names = columns.map(({ field, parent }) =>
		parent ? `${parent.relationship}.${field.name}` : field.name,
	);
	const twice = names.find((name, at) => names.indexOf(name) !== at);
	if (twice) throw new BulkDataError('InvalidBatch', `Duplicate field name found : ${twice}`);
	return { columns: names, readRow: (cells) => readRow(columns, cells) };
}

function readColumn(name: string, object: SObjectType, org: Org): Column {
	const field = object.field(name);
	if (field && !org.store.isHidden(object, field)) return { field };
	const [, typeName, relationship = '', target = ''] = parentForm.exec(name) ?? [];
	const lookup = object.parentField(relationship);
	const candidates = lookup?.referenceTo ?? [];
	const isPolymorphic = candidates.length > 1;
	const type = isPolymorphic
		? candidates.find((candidate) => candidate.toLowerCase() === typeName?.toLowerCase())
		: candidates[0];
	// If there is nothing to choose, a prefix is an error, too.
	const parent = type && (isPolymorphic || !typeName) ? org.metadata.object(type) : undefined;
	const found = parent?.field(target);
	if (!lookup?.relationshipName || !parent || !found?.idLookup) {
		throw new BulkDataError('InvalidBatch', `Field name not found : ${name}`);
	}
	return {
		field: found,
		parent: { relationship: lookup.relationshipName, type: parent.name, isPolymorphic },
	};
}

function readRow(columns: readonly Column[], cells: readonly string[]): ReturnType<ReadRow> {
	const values: Record<string, unknown> = {};
	for (const [at, { field, parent }] of columns.entries()) {
		const text = cells[at] ?? '';
		if (text === '') continue;
		const cell = readCell(field, text, at);
		if ('error' in cell) return cell;
		if (!parent) values[field.name] = cell.value;
		else if (cell.value === null) values[parent.relationship] = null;
		else {
			values[parent.relationship] = {
				...(parent.isPolymorphic && { attributes: { type: parent.type } }),
				[field.name]: cell.value,
			};
		}
	}
	return { values };
}
