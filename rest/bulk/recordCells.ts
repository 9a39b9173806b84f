import { formatBulkValue } from './bulkValue';

/** A record as items hold it: fields by name, and parents by relationship name for lookups by external ID. */
export type BulkRecord = Record<string, unknown>;

/** A record's cells by column. */
export type BulkCells = Record<string, string>;

/**
 * A record's columns and cells. A parent by external ID, `{ Account: { ExtId__c: 'A-1' } }`, becomes the column
 * `Account.ExtId__c`. If it names its type in `attributes`, as polymorphic lookups need, it becomes
 * `Lead:Who.Email`. `attributes` itself is not a column.
 *
 * @throws InvalidInputError for a value that has no form in a CSV
 */
export function formatRecord(record: BulkRecord): BulkCells {
	const cells: BulkCells = {};
	for (const [name, value] of columnsOf(record)) cells[name] = formatBulkValue(value, name);
	return cells;
}

/**
 * The columns of records: the union of their fields, in the order in which they first occur. Case does not matter
 * in field names, so `name` and `Name` are one column.
 */
export function headerOfRecords(records: Iterable<BulkCells>): string[] {
	const columns = new Map<string, string>();
	const seen = new Set<string>();
	for (const record of records) {
		for (const name in record) {
			if (seen.has(name)) continue;
			seen.add(name);
			if (!columns.has(name.toLowerCase())) columns.set(name.toLowerCase(), name);
		}
	}
	return [...columns.values()];
}

function* columnsOf(record: BulkRecord): Generator<[string, unknown]> {
	for (const [name, value] of Object.entries(record)) {
		if (name === 'attributes') continue;
		if (!isParent(value)) {
			yield [name, value];
			continue;
		}
		const type = typeOf(value);
		const prefix = type === undefined ? name : `${type}:${name}`;
		for (const [field, reference] of Object.entries(value)) {
			if (field !== 'attributes') yield [`${prefix}.${field}`, reference];
		}
	}
}

function isParent(value: unknown): value is BulkRecord {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}

function typeOf({ attributes }: BulkRecord): string | undefined {
	if (typeof attributes !== 'object' || attributes === null || !('type' in attributes))
		return undefined;
	return typeof attributes.type === 'string' ? attributes.type : undefined;
}
