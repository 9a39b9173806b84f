import type * as Avro from 'avsc';

/** What is used of a type that avsc has read a schema into. */
export interface AvroType {
	/** `record`, `union:wrapped`, `long`, `string`, … */
	typeName: string;
	/** By which a wrapped union names the branch that its value is of. */
	branchName?: string;
	fields?: AvroField[];
	/** Branches of a union. */
	types?: AvroType[];
	itemsType?: AvroType;
	valuesType?: AvroType;
	fromBuffer(bytes: Buffer): unknown;
}

export interface AvroField {
	name: string;
	type: AvroType;
	/** Salesforce's type of the field: `Data:DateTime:00N…`, `CreatedDate:DateTime`, `Data:DateOnly`. */
	doc?: string;
}

/** What is used of avsc's reader of bytes. */
interface Tap {
	buf: Buffer;
	pos: number;
	readLong(): number;
	skipLong(): void;
}

/**
 * Arrays that have no more items than the payload has bytes. The library's own believe what the payload says: a
 * damaged one may name billions, which would end n8n for want of memory.
 */
function boundedArrays({ types }: typeof Avro) {
	return class BoundedArray extends types.ArrayType {
		_read(tap: Tap): unknown[] {
			const { itemsType } = this as unknown as { itemsType: { _read(tap: Tap): unknown } };
			const items: unknown[] = [];
			for (;;) {
				const count = tap.readLong();
				if (count === 0) return items;
				if (count < 0) tap.skipLong();
				const left = Math.abs(count);
				if (left > tap.buf.length - tap.pos) throw new Error('truncated buffer');
				for (let read = 0; read < left; read += 1) items.push(itemsType._read(tap));
			}
		}
	};
}

/**
 * Reads a schema. Unions keep the name of their branch until `toPlain`, so that a record of one field is told from
 * a union; long numbers keep all their digits.
 *
 * @throws Error if that is no schema of a record
 */
export async function parseSchema(json: string): Promise<AvroType> {
	const { default: avro } = await import('avsc');
	const long = avro.types.LongType.__with({
		fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
		toBuffer: (value: bigint) => {
			const bytes = Buffer.alloc(8);
			bytes.writeBigInt64LE(value);
			return bytes;
		},
		fromJSON: BigInt,
		toJSON: Number,
		isValid: (value: unknown) => typeof value === 'bigint',
		compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
	});
	const BoundedArray = boundedArrays(avro);
	const schema = JSON.parse(json) as Parameters<typeof avro.Type.forSchema>[0];
	const type = avro.Type.forSchema(schema, {
		wrapUnions: 'always',
		registry: { long },
		typeHook: (given, options) =>
			(given as { type?: unknown } | null)?.type === 'array'
				? new BoundedArray(given, options)
				: undefined,
	});
	if (type.typeName !== 'record') throw new Error('The schema is not of a record');
	return type as AvroType;
}

/** Salesforce's type within a field's `doc`, where that is a moment. */
const MOMENT = /^\w+:(DateTime|DateOnly|TimeOnly)(?::|$)/;

function toMoment(kind: string, milliseconds: number): string | number {
	const date = new Date(milliseconds);
	if (Number.isNaN(date.getTime())) return milliseconds;
	const text = date.toISOString();
	if (kind === 'DateOnly') return text.slice(0, 10);
	return kind === 'TimeOnly' ? text.slice(11) : text;
}

function toNumber(value: number | bigint, moment: string | undefined): number | string {
	const number = Number(value);
	if (typeof value === 'bigint' && !Number.isSafeInteger(number)) return value.toString();
	if (moment !== undefined) return toMoment(moment, number);
	// JSON has no word for these.
	return Number.isFinite(number) ? number : String(number);
}

/** The branch of a union that is a record: what compound fields are. */
export const recordOf = (type: AvroType): AvroType | undefined =>
	type.typeName === 'record' ? type : type.types?.find(({ typeName }) => typeName === 'record');

/**
 * A decoded value as JSON has it: unions without the name of their branch, moments as ISO 8601, whole numbers
 * beyond 2^53 as text, bytes as base64.
 *
 * @param doc the field's
 */
export function toPlain(type: AvroType, value: unknown, doc?: string): unknown {
	if (value === null || value === undefined) return null;
	if (type.types !== undefined) {
		const [[name, inner] = []] = Object.entries(value);
		const branch = type.types.find(({ branchName }) => branchName === name);
		return branch === undefined ? null : toPlain(branch, inner, doc);
	}
	if (type.fields !== undefined) return recordToPlain(type.fields, value);
	if (type.itemsType !== undefined) {
		const { itemsType } = type;
		return (value as unknown[]).map((item) => toPlain(itemsType, item, doc));
	}
	if (type.valuesType !== undefined) {
		const { valuesType } = type;
		const entries = Object.entries(value).map(([key, item]) => [key, toPlain(valuesType, item)]);
		return Object.fromEntries(entries) as unknown;
	}
	if (typeof value === 'number' || typeof value === 'bigint') {
		return toNumber(value, MOMENT.exec(doc ?? '')?.[1]);
	}
	return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}

function recordToPlain(fields: readonly AvroField[], value: object): Record<string, unknown> {
	const plain: Record<string, unknown> = {};
	const values = value as Record<string, unknown>;
	for (const { name, type, doc } of fields) plain[name] = toPlain(type, values[name], doc);
	return plain;
}
