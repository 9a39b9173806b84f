import { type LoggedEvent } from '../events/EventLog';
import { type Row } from '../store/Row';
import { type AvroRecord, type AvroSchema, writeAvro } from './avro';
import { diffTexts } from './diffTexts';

interface ChangedRows {
	before: Row | null;
	after: Row | null;
}

type Values = Record<string, unknown>;

const recordIn = (type: AvroSchema): AvroRecord | undefined => {
	const types = Array.isArray(type) ? type : [type];
	return types.find(
		(branch): branch is AvroRecord =>
			typeof branch === 'object' && !Array.isArray(branch) && branch.type === 'record',
	);
};

const toHex = (bits: bigint): string => {
	const digits = bits.toString(16).toUpperCase();
	return `0x${digits.padStart(digits.length + (digits.length % 2), '0')}`;
};

/** Names as bitmaps: one over the fields, one over the parts of each compound field that has some. */
export function toBitmaps(names: readonly string[], schema: AvroRecord): string[] {
	const bitmaps = new Map<number, bigint>();
	for (const name of names) {
		const [field = '', part] = name.split('.');
		const index = schema.fields.findIndex((candidate) => candidate.name === field);
		const parts = recordIn(schema.fields[index]?.type ?? 'null')?.fields ?? [];
		const [key, bit] =
			part === undefined
				? [-1, index]
				: [index, parts.findIndex((candidate) => candidate.name === part)];
		if (bit < 0) continue;
		bitmaps.set(key, (bitmaps.get(key) ?? 0n) | (1n << BigInt(bit)));
	}
	return [...bitmaps]
		.sort(([a], [b]) => a - b)
		.map(([key, bits]) => (key < 0 ? toHex(bits) : `${key}-${toHex(bits)}`));
}

/** Moments are milliseconds since 1970, a time of day since midnight. */
function toAvroValue(type: AvroSchema, value: unknown): unknown {
	const record = recordIn(type);
	if (record && typeof value === 'object' && value !== null) {
		return valuesFor(record, value as Values);
	}
	const isLong = type === 'long' || (Array.isArray(type) && type.includes('long'));
	if (!isLong || typeof value !== 'string') return value ?? null;
	return Date.parse(/^\d\d:/.test(value) ? `1970-01-01T${value}` : value);
}

function valuesFor(record: AvroRecord, values: Values): Values {
	const fields = record.fields.map(({ name, type }) => [name, toAvroValue(type, values[name])]);
	return Object.fromEntries(fields) as Values;
}

/** Compound fields of which no part has a value any more: one bit stands for all parts. */
function wholeNames(
	names: readonly string[],
	values: Values,
	isEmpty: (compound: string) => boolean,
) {
	const compounds = new Set(
		names.filter((name) => name.includes('.')).map((name) => name.split('.')[0] as string),
	);
	const empty = [...compounds].filter(isEmpty);
	for (const name of empty) values[name] = null;
	return [...empty, ...names.filter((name) => !empty.includes(name.split('.')[0] as string))];
}

function valueAt(values: Values, path: string): unknown {
	const [field = '', part] = path.split('.');
	const value = values[field];
	return part === undefined ? value : (value as Values | null | undefined)?.[part];
}

function encodeChange(payload: Values, schema: AvroRecord, rows: ChangedRows | undefined): Values {
	const header = payload.ChangeEventHeader as Values;
	const values: Values = { ...payload };
	const listed = header.changedFields as string[];
	const changed = wholeNames(listed, values, (compound) => {
		const parts = listed.filter((name) => name.startsWith(`${compound}.`));
		const hadAll = parts.every((path) => valueAt(payload, path) === null);
		return hadAll && isEmptyAfter(compound, rows);
	});
	const diffs = changed.filter((name) => {
		const [before, after] = [rows?.before?.[name], values[name]];
		if (typeof before !== 'string' || typeof after !== 'string') return false;
		const diff = diffTexts(before, after);
		if (diff !== undefined) values[name] = diff;
		return diff !== undefined;
	});
	const nulled = changed.filter((name) => (valueAt(values, name) ?? null) === null);
	const bitmaps = {
		changedFields: toBitmaps(changed, schema),
		nulledFields: toBitmaps(header.changeType === 'UPDATE' ? nulled : [], schema),
		diffFields: toBitmaps(diffs, schema),
	};
	return { ...values, ChangeEventHeader: { ...header, ...bitmaps } };
}

/** Whether the row has no value in any field whose name begins as the address does. */
function isEmptyAfter(compound: string, rows: ChangedRows | undefined): boolean {
	if (!compound.endsWith('Address') || !rows?.after) return false;
	const prefix = compound.replace(/Address$/, '');
	return Object.entries(rows.after).every(
		([name, value]) => !name.startsWith(prefix) || name === compound || (value ?? null) === null,
	);
}

/** An event in Avro's binary form. */
export function encodeEvent({ payload, rows }: LoggedEvent, schema: AvroRecord): Buffer {
	const values = payload.ChangeEventHeader ? encodeChange(payload, schema, rows) : payload;
	return writeAvro(schema, valuesFor(schema, values));
}
