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
	/** Of a record, with its namespace. */
	name?: string;
}

export interface AvroField {
	name: string;
	type: AvroType;
	/** Salesforce's type of the field: `Data:DateTime:00N…`, `CreatedDate:DateTime`, `Data:DateOnly`. */
	doc?: string;
}

/** How the events of a schema are read. */
export interface EventSchema {
	/** `Order_Placed__e`, `AccountChangeEvent`. */
	name: string;
	fields: AvroField[];
	/**
	 * @returns what a change event says about the change, and the other fields
	 * @throws Error if the bytes are not an event of this schema
	 */
	decode(bytes: Uint8Array): { header: unknown; values: Record<string, unknown> };
}

/** The field in which a change event says what has changed. */
const HEADER = 'ChangeEventHeader';

/** Salesforce's type in a field's `doc`, if the field is a moment. */
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

type Read = (value: unknown) => unknown;

const readScalar =
	(moment: string | undefined): Read =>
	(value) => {
		if (typeof value === 'string') return value;
		if (typeof value === 'number' || typeof value === 'bigint') return toNumber(value, moment);
		return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
	};

function readUnion(types: readonly AvroType[], doc?: string): Read {
	const branches = new Map(types.map((type) => [type.branchName, createRead(type, doc)]));
	return (value) => {
		const [name] = Object.keys(value as object);
		const read = branches.get(name);
		return read && name !== undefined ? read((value as Record<string, unknown>)[name]) : null;
	};
}

/** The fields are looked at when the first value is read, because a schema may contain itself. */
function readRecord(fields: readonly AvroField[]) {
	let reads: Array<readonly [string, Read]> | undefined;
	return (value: unknown): Record<string, unknown> => {
		reads ??= fields.map(({ name, type, doc }) => [name, createRead(type, doc)] as const);
		const plain: Record<string, unknown> = {};
		for (const [name, read] of reads) plain[name] = read((value as Record<string, unknown>)[name]);
		return plain;
	};
}

function readMap(valuesType: AvroType): Read {
	const read = createRead(valuesType);
	return (value) =>
		Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, read(item)]));
}

/** How a type's decoded values become plain; `doc` is the field's. */
function createRead(type: AvroType, doc?: string): Read {
	const read = readPresent(type, doc);
	return (value) => (value === null || value === undefined ? null : read(value));
}

function readPresent({ types, fields, itemsType, valuesType }: AvroType, doc?: string): Read {
	if (types !== undefined) return readUnion(types, doc);
	if (fields !== undefined) return readRecord(fields);
	if (itemsType !== undefined) {
		const read = createRead(itemsType, doc);
		return (value) => (value as unknown[]).map(read);
	}
	if (valuesType !== undefined) return readMap(valuesType);
	return readScalar(MOMENT.exec(doc ?? '')?.[1]);
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
 * Reads a schema. It decodes values as JSON: unions without the name of their branch, moments as ISO 8601, whole
 * numbers beyond 2^53 as text, bytes as base64. How each field is read is worked out only once, because events come
 * by thousands.
 *
 * @throws Error if that is not the schema of a record
 */
export async function parseSchema(json: string): Promise<EventSchema> {
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
	const schema = JSON.parse(json) as Parameters<typeof avro.Type.forSchema>[0];
	const BoundedArray = boundedArrays(avro);
	const type = avro.Type.forSchema(schema, {
		// A branch's name tells a record of one field from a union.
		wrapUnions: 'always',
		registry: { long },
		typeHook: (given, options) =>
			(given as { type?: unknown } | null)?.type === 'array'
				? new BoundedArray(given, options)
				: undefined,
	});
	const { name, fields } = type as AvroType;
	if (fields === undefined) throw new Error('The schema is not of a record');
	const headers = readRecord(fields.filter((field) => field.name === HEADER));
	const others = readRecord(fields.filter((field) => field.name !== HEADER));
	return {
		name: name?.split('.').at(-1) ?? '',
		fields,
		decode({ buffer, byteOffset, byteLength }) {
			const decoded: unknown = type.fromBuffer(Buffer.from(buffer, byteOffset, byteLength));
			return { header: headers(decoded)[HEADER], values: others(decoded) };
		},
	};
}
