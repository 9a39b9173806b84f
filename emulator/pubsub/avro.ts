/**
 * Avro's binary form, as far as event schemas need it. It is written here instead of taken from a library: a fault
 * of the library that ships would otherwise cancel itself out.
 * https://avro.apache.org/docs/1.11.1/specification/#binary-encoding
 */

export interface AvroField {
	name: string;
	type: AvroSchema;
	doc?: string;
	default?: null;
}

export interface AvroRecord {
	type: 'record';
	name: string;
	namespace?: string;
	fields: AvroField[];
}

interface AvroEnum {
	type: 'enum';
	name: string;
	symbols: string[];
}

interface AvroArray {
	type: 'array';
	items: AvroSchema;
}

export type AvroSchema =
	| 'null'
	| 'boolean'
	| 'int'
	| 'long'
	| 'double'
	| 'string'
	| AvroRecord
	| AvroEnum
	| AvroArray
	| AvroSchema[];

function writeLong(value: number | bigint): Buffer {
	const wide = BigInt(value);
	let zigzag = BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n));
	const bytes: number[] = [];
	while (zigzag > 127n) {
		bytes.push(Number(zigzag & 127n) | 128);
		zigzag >>= 7n;
	}
	return Buffer.from([...bytes, Number(zigzag)]);
}

function fits(schema: AvroSchema, value: unknown): boolean {
	if (schema === 'null') return value === null;
	if (schema === 'boolean') return typeof value === 'boolean';
	if (schema === 'string') return typeof value === 'string';
	if (typeof schema === 'string') return typeof value === 'number' || typeof value === 'bigint';
	if (Array.isArray(schema)) return schema.some((branch) => fits(branch, value));
	if (schema.type === 'array') return Array.isArray(value);
	if (schema.type === 'enum') return typeof value === 'string';
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function writeDouble(value: number): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeDoubleLE(value);
	return bytes;
}

/** @throws Error if the value doesn't fit */
export function writeAvro(schema: AvroSchema, value: unknown): Buffer {
	if (!fits(schema, value)) {
		throw new Error(`${JSON.stringify(schema).slice(0, 80)} has no ${String(value)}`);
	}
	if (Array.isArray(schema)) {
		const index = schema.findIndex((branch) => fits(branch, value));
		return Buffer.concat([writeLong(index), writeAvro(schema[index] as AvroSchema, value)]);
	}
	if (schema === 'null') return Buffer.alloc(0);
	if (schema === 'boolean') return Buffer.from([value ? 1 : 0]);
	if (schema === 'double') return writeDouble(Number(value));
	if (schema === 'int' || schema === 'long') return writeLong(value as number | bigint);
	if (schema === 'string') {
		const text = Buffer.from(value as string);
		return Buffer.concat([writeLong(text.length), text]);
	}
	if (schema.type === 'enum') return writeLong(schema.symbols.indexOf(value as string));
	if (schema.type === 'array') {
		const items = (value as unknown[]).map((item) => writeAvro(schema.items, item));
		return Buffer.concat([
			...(items.length > 0 ? [writeLong(items.length)] : []),
			...items,
			writeLong(0),
		]);
	}
	const values = value as Record<string, unknown>;
	return Buffer.concat(
		schema.fields.map(({ name, type }) => writeAvro(type, values[name] ?? null)),
	);
}

class Reader {
	private at = 0;
	constructor(private readonly bytes: Buffer) {}

	take(length: number): Buffer {
		if (this.at + length > this.bytes.length) throw new Error('The payload is cut short');
		this.at += length;
		return this.bytes.subarray(this.at - length, this.at);
	}

	long(): number {
		let value = 0n;
		for (let shift = 0n; ; shift += 7n) {
			const byte = BigInt(this.take(1)[0] as number);
			value |= (byte & 127n) << shift;
			if (byte < 128n) return Number((value >> 1n) ^ -(value & 1n));
		}
	}

	read(schema: AvroSchema): unknown {
		if (Array.isArray(schema)) {
			const branch = schema[this.long()];
			if (branch === undefined) throw new Error('The union has no such branch');
			return this.read(branch);
		}
		if (schema === 'null') return null;
		if (schema === 'boolean') return this.take(1)[0] === 1;
		if (schema === 'double') return this.take(8).readDoubleLE();
		if (schema === 'int' || schema === 'long') return this.long();
		if (schema === 'string') return this.take(this.long()).toString('utf8');
		if (schema.type === 'enum') return schema.symbols[this.long()];
		if (schema.type === 'array') {
			const items: unknown[] = [];
			for (let count = this.long(); count !== 0; count = this.long()) {
				for (let index = 0; index < count; index++) items.push(this.read(schema.items));
			}
			return items;
		}
		return Object.fromEntries(schema.fields.map(({ name, type }) => [name, this.read(type)]));
	}
}

/** @throws Error if the bytes don't fit the schema */
export function readAvro(schema: AvroSchema, bytes: Buffer): unknown {
	return new Reader(bytes).read(schema);
}
