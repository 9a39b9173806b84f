import { createHash } from 'node:crypto';
import type { SalesforceRecord } from '../../rest';
import type { ChangeEvent, ChangeRow, ChangeWatch } from './events';

/** What fields held when a poll last saw a record, in n8n's static data: JSON, which n8n then need not watch. */
export type RememberedFields = string;

/** What is different about a record. */
export interface FieldChange {
	changedFields: string[];
	/** The values before. A long text is not remembered, and not among them. */
	previous: Record<string, unknown>;
}

interface Stored {
	fields: readonly string[];
	/** Those seen last at the end. */
	rows: Array<[id: string, values: unknown[]]>;
}

export interface FieldMemory {
	/** @returns `undefined` for a record that is not remembered */
	compare(record: SalesforceRecord): FieldChange | undefined;
	remember(record: SalesforceRecord): void;
	pack(): RememberedFields;
}

const MAX_RECORDS = 5000;
/** Static data is written whole with every delivery. */
const MAX_LENGTH = 300_000;
/** A longer value is remembered by its digest: that it changed is known, what it was is not. */
const MAX_VALUE = 255;

const isDigest = (value: unknown): boolean => typeof value === 'object' && value !== null;

function digest(value: unknown): unknown {
	if (value === null || value === undefined) return null;
	const text = JSON.stringify(value);
	const isShort = typeof value !== 'object' && text.length <= MAX_VALUE;
	return isShort ? value : { digest: createHash('sha256').update(text).digest('base64url') };
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Records of another list of fields say nothing about these. */
function unpack(stored: RememberedFields, fields: readonly string[]): Stored['rows'] {
	if (stored === '') return [];
	const { fields: known, rows } = JSON.parse(stored) as Stored;
	return isSame(known, fields) ? rows : [];
}

/** The latest rows that fit. */
function fit(rows: Stored['rows']): Stored['rows'] {
	const kept: Stored['rows'] = [];
	let room = MAX_LENGTH;
	for (const row of rows.slice(-MAX_RECORDS).reverse()) {
		room -= JSON.stringify(row).length + 1;
		if (room < 0) break;
		kept.push(row);
	}
	return kept.reverse();
}

/**
 * Remembers what fields of records held, within a bound: 5,000 records, 300 kB. Those seen longest ago are forgotten.
 *
 * @param fields names as the records have them
 * @param stored what an earlier memory has packed
 */
export function createFieldMemory(
	fields: readonly string[],
	stored: RememberedFields = '',
): FieldMemory {
	const rows = new Map(unpack(stored, fields));
	const valuesOf = (record: SalesforceRecord) => fields.map((name) => digest(record[name]));
	return {
		compare(record) {
			const before = rows.get(String(record.Id));
			if (before === undefined) return undefined;
			const now = valuesOf(record);
			const changed = fields.flatMap((name, n) =>
				isSame(before[n], now[n]) ? [] : [[name, before[n]] as const],
			);
			return {
				changedFields: changed.map(([name]) => name),
				previous: Object.fromEntries(changed.filter(([, value]) => !isDigest(value))),
			};
		},
		remember(record) {
			const id = String(record.Id);
			rows.delete(id);
			rows.set(id, valuesOf(record));
		},
		pack: () => JSON.stringify({ fields, rows: fit([...rows]) } satisfies Stored),
	};
}

export interface FieldWatch extends ChangeWatch {
	/** What is different about a row that was told of; `undefined` if its record was not remembered. */
	changeOf(row: ChangeRow): FieldChange | undefined;
}

/**
 * Skips updates that leave the fields as they were. A record that is not remembered counts as changed, so no change
 * is missed.
 */
export function watchFields(watch: ChangeWatch, memory: FieldMemory): FieldWatch {
	const changes = new Map<ChangeRow, FieldChange>();
	return {
		...watch,
		eventOf(row): ChangeEvent | undefined {
			const event = watch.eventOf(row);
			const change = event === 'updated' ? memory.compare(row.record) : undefined;
			if (change?.changedFields.length === 0) return undefined;
			if (change) changes.set(row, change);
			return event;
		},
		passed(row) {
			watch.passed?.(row);
			memory.remember(row.record);
		},
		changeOf: (row) => changes.get(row),
	};
}
