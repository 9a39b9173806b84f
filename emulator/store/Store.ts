import { base62, IdSequence, isId, to18 } from '../core/ids';
import { type Metadata, type SObjectType } from '../metadata/Metadata';
import { type ChildRelationship, type Field } from '../metadata/types';
import { type FieldValue, type Row, type RowError } from './Row';
import { Table } from './Table';

/** One committed change of one row, for whoever listens. */
export interface Change {
	type: 'CREATE' | 'UPDATE' | 'DELETE' | 'UNDELETE';
	object: string;
	/** 18 characters. */
	id: string;
	before: Row | null;
	after: Row | null;
	userId: string;
	/** The same for all changes of one transaction. */
	transaction: number;
}

/** Why a row can't be written; none if it can. */
type Rule = (type: SObjectType, row: Row, before: Row | null) => RowError[];

interface StoreOptions {
	metadata: Metadata;
	now: () => number;
}

/** The org's rows. Everything here is synchronous: what runs between two awaits is one moment of the org. */
export class Store {
	readonly metadata: Metadata;
	readonly now: () => number;
	readonly ids = new IdSequence(`gL${base62(0, 1)}`);
	/** Next number of each auto-number field. */
	private readonly numbers = new Map<string, number>();
	private readonly tables = new Map<string, Table>();
	private readonly listeners: ((change: Change) => void)[] = [];
	private readonly triggers: ((change: Change) => void)[] = [];
	/** Steps back out of the transaction that runs; null outside one. */
	private undo: (() => void)[] | null = null;
	/** Moments, epoch milliseconds, at which transactions began that are still open. */
	readonly openSince = new Set<{ at: number }>();
	private pending: Change[] = [];
	private transactionNumber = 0;
	private readonly locks = new Set<string>();
	/** What a family holds against a finished row, before anything else is looked at. */
	readonly rules: Rule[] = [];
	/** Whether field-level security hides a field: `Contact.Phone`. */
	hiddenFields: () => readonly string[] = () => [];

	constructor(options: StoreOptions) {
		this.metadata = options.metadata;
		this.now = options.now;
	}

	/** The rows of an object that the org has. */
	table(object: string): Table {
		const type = this.metadata.object(object);
		if (!type) throw new Error(`There is no object ${object}`);
		const known = this.tables.get(type.name);
		if (known?.type === type) return known;
		const table = new Table(type);
		for (const row of known?.all() ?? []) table.put(row);
		this.tables.set(type.name, table);
		return table;
	}

	/** The row, deleted or not, by its 15- or 18-character id. */
	get(object: string, id: string): Row | undefined {
		return isId(id) ? this.table(object).get(to18(id)) : undefined;
	}

	/** Rows, not deleted, whose field has the value. */
	findBy(object: string, fieldName: string, value: FieldValue): Row[] {
		const table = this.table(object);
		const field = table.type.field(fieldName);
		return field ? table.findBy(field, value) : [];
	}

	isHidden(type: SObjectType, field: Field): boolean {
		const hidden = this.hiddenFields();
		return hidden.length > 0 && hidden.includes(`${type.name}.${field.name}`);
	}

	/** The next value of an auto-number field. */
	nextNumber(type: SObjectType, field: Field): string {
		const key = `${type.name}.${field.name}`;
		const value = this.numbers.get(key) ?? 1;
		this.numbers.set(key, value + 1);
		return (field.autoNumberFormat ?? '{0}').replace(/\{(0+)\}/, (_, zeros: string) =>
			String(value).padStart(zeros.length, '0'),
		);
	}

	/** Writes one row as it is and remembers the change; `after` null takes the row out for good. */
	write(
		object: string,
		after: Row | null,
		change: Omit<Change, 'object' | 'after' | 'transaction'>,
	): void {
		if (!this.undo) this.transactionNumber++;
		const table = this.table(object);
		const { type, id, before, userId } = change;
		if (after) table.put(after);
		else table.remove(id);
		this.undo?.push(() => (before ? void table.put(before) : table.remove(id)));
		const { name } = table.type;
		const transaction = this.transactionNumber;
		// Field by field: a spread costs more than all else that a write does.
		const written = { type, object: name, id, before, after, userId, transaction };
		this.pending.push(written);
		for (const trigger of this.triggers) trigger(written);
		if (!this.undo) this.flush();
	}

	/** Rows, not deleted, that point at this one by a relationship that fits. */
	childrenOf(
		object: string,
		id: string,
		fits: (relationship: ChildRelationship) => boolean,
	): { object: string; row: Row }[] {
		const found: { object: string; row: Row }[] = [];
		for (const relationship of this.table(object).type.children.filter(fits)) {
			const { childSObject, field } = relationship;
			for (const row of this.tables.get(childSObject)?.all() ?? []) {
				if (row[field] === id && row.IsDeleted !== true) found.push({ object: childSObject, row });
			}
		}
		return found;
	}

	/** Locks a row against changes, as an approval does, or unlocks it. */
	lock(id: string, locked = true): void {
		if (locked) this.locks.add(to18(id));
		else this.locks.delete(to18(id));
	}

	isLocked(id: string): boolean {
		return this.locks.has(id);
	}

	/**
	 * Runs the work, which may be asynchronous as long as it waits only for itself. What it wrote is undone if it
	 * throws or calls `rollback`. IDs and numbers that it has used stay used.
	 */
	transaction<T>(work: (rollback: () => void) => T): T {
		const outer = this.undo;
		const mark = this.pending.length;
		if (!outer) this.transactionNumber++;
		const undo: (() => void)[] = [];
		this.undo = undo;
		let isRolledBack = false;
		const end = (failed: boolean) => {
			if (failed || isRolledBack) {
				for (const step of undo.reverse()) step();
				this.pending.length = mark;
			} else outer?.push(...undo);
			this.undo = outer;
			if (!outer) this.flush();
		};
		try {
			const result = work(() => (isRolledBack = true));
			if (!(result instanceof Promise)) {
				end(false);
				return result;
			}
			return result.then(
				(value: unknown) => {
					end(false);
					return value;
				},
				(error: unknown) => {
					end(true);
					throw error;
				},
			) as T;
		} catch (error) {
			end(true);
			throw error;
		}
	}

	/** Calls back after each commit, once per changed row. */
	onChange(listener: (change: Change) => void): void {
		this.listeners.push(listener);
	}

	/** Calls back with each write, inside its transaction: what it writes in turn is undone with it. */
	onWrite(trigger: (change: Change) => void): void {
		this.triggers.push(trigger);
	}

	private flush(): void {
		const changes = this.pending;
		this.pending = [];
		for (const change of changes) for (const listener of this.listeners) listener(change);
	}
}
