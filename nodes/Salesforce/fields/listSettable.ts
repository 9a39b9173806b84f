import {
	isObject,
	type FieldDescribe,
	type ObjectDescribe,
	type SalesforceRecord,
} from '../../../rest';
import { readPath } from './expandRelationships';

/** The fields, in lower case, by which a relationship's parents can be named; by type of parent. */
export type ParentKeys = Map<string, Set<string>>;

/** What a describe says about columns; names are in lower case. */
export interface Columns {
	types: Map<string, string>;
	settable: Set<string>;
	/** The lookup that may be set by each relationship's name. */
	lookups: Map<string, FieldDescribe>;
}

const lower = (name: string) => name.toLowerCase();

/** The fields that a write may hold, the matching ones among them, and the relationships. */
export function readColumns({ fields }: ObjectDescribe, matchingFields: string[]): Columns {
	const settable = fields.filter((field) => field.createable || field.updateable);
	const lookups = settable.flatMap((field): Array<[string, FieldDescribe]> =>
		field.relationshipName === null || field.relationshipName === undefined
			? []
			: [[lower(field.relationshipName), field]],
	);
	return {
		types: new Map(fields.map(({ name, type }) => [lower(name), type])),
		settable: new Set([...settable.map(({ name }) => name), ...matchingFields].map(lower)),
		lookups: new Map(lookups),
	};
}

/** The columns of an item that belong to relationships, as `Account.ExtId__c`, nested ones included. */
function listReferences(item: SalesforceRecord): Array<{ column: string; value: unknown }> {
	return Object.entries(item).flatMap(([name, value]) => {
		if (readPath(name)) return [{ column: name, value }];
		if (!isObject(value)) return [];
		const { type } = (value.attributes ?? {}) as { type?: unknown };
		const prefix = typeof type === 'string' ? `${type}:${name}` : name;
		return Object.entries(value).map(([field, inner]) => ({
			column: `${prefix}.${field}`,
			value: inner,
		}));
	});
}

/** The types of parents of which an item names something: their describes show which fields are keys. */
export function listParents(item: SalesforceRecord, { lookups }: Columns): string[] {
	const types = listReferences(item).flatMap(({ column }) => {
		const path = readPath(column);
		const lookup = path && lookups.get(lower(path.relationship));
		if (!lookup) return [];
		return path.type === undefined ? lookup.referenceTo : [path.type];
	});
	return [...new Set(types)];
}

/**
 * The values of the item that may be written, so that a record that was read can be written back. A relationship is
 * written by one external ID of its parent, unless the item has the lookup field itself. A parent without a value
 * for its external ID is left out: it may be an existing record that has no such value.
 */
export function leaveOut(
	item: SalesforceRecord,
	{ settable, lookups }: Columns,
	parents: ParentKeys,
): SalesforceRecord {
	const kept = Object.entries(item).filter(([name]) => settable.has(lower(name)));
	const named = new Set(
		kept.flatMap(([name, value]) => (value === null || value === '' ? [] : [lower(name)])),
	);
	for (const { column, value } of listReferences(item)) {
		const path = readPath(column);
		const lookup = path && lookups.get(lower(path.relationship));
		if (!lookup || value === null || value === undefined || value === '') continue;
		const types = path.type === undefined ? lookup.referenceTo : [path.type];
		const isKey = types.some((type) => parents.get(lower(type))?.has(lower(path.field)));
		if (!isKey || named.has(lower(lookup.name))) continue;
		named.add(lower(lookup.name));
		kept.push([lookup.referenceTo.length > 1 ? column : column.replace(/^\w+:/, ''), value]);
	}
	// If a lookup is empty and its relationship is there too, the lookup was not meant to be cleared.
	return Object.fromEntries(
		kept.filter(([name, value]) => (value !== null && value !== '') || !named.has(lower(name))),
	);
}
