import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { type FieldValue, type Row } from './Row';

/** The rows of one object, deleted ones included, found by id and by every field that can identify a row. */
export class Table {
	private readonly rows = new Map<string, Row>();
	private readonly indexes = new Map<Field, Map<string, Set<string>>>();

	constructor(readonly type: SObjectType) {
		for (const field of type.fields) {
			const identifies = field.externalId || field.unique || field.idLookup;
			if (identifies && field.type !== 'id') this.indexes.set(field, new Map());
		}
	}

	get size(): number {
		return this.rows.size;
	}

	/** In the order of their creation. */
	all(): IterableIterator<Row> {
		return this.rows.values();
	}

	/** By the 18-character id. */
	get(id: string): Row | undefined {
		return this.rows.get(id);
	}

	/** Stores the row under its id, instead of the one that is there; answers that one. */
	put(row: Row): Row | undefined {
		const id = String(row.Id);
		const before = this.rows.get(id);
		for (const [field, index] of this.indexes) {
			const oldKey = keyOf(field, before?.[field.name]);
			const newKey = keyOf(field, row[field.name]);
			if (oldKey === newKey) continue;
			if (oldKey !== undefined) index.get(oldKey)?.delete(id);
			if (newKey !== undefined) add(index, newKey, id);
		}
		this.rows.set(id, row);
		return before;
	}

	remove(id: string): void {
		const row = this.rows.get(id);
		if (!row) return;
		for (const [field, index] of this.indexes) {
			const key = keyOf(field, row[field.name]);
			if (key !== undefined) index.get(key)?.delete(id);
		}
		this.rows.delete(id);
	}

	/** Rows, not deleted, whose field has the value; case counts only where the field says so. */
	findBy(field: Field, value: FieldValue): Row[] {
		const key = keyOf(field, value);
		if (key === undefined) return [];
		const index = this.indexes.get(field);
		const found = index
			? [...(index.get(key) ?? [])].map((id) => this.rows.get(id))
			: [...this.rows.values()].filter((row) => keyOf(field, row[field.name]) === key);
		return found.filter((row): row is Row => row !== undefined && row.IsDeleted !== true);
	}
}

function keyOf(field: Field, value: FieldValue | undefined): string | undefined {
	if (value === null || value === undefined) return undefined;
	const key = String(value);
	return field.caseSensitive ? key : key.toLowerCase();
}

function add(index: Map<string, Set<string>>, key: string, id: string): void {
	const ids = index.get(key);
	if (ids) ids.add(id);
	else index.set(key, new Set([id]));
}
