import avro from 'avsc';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSchema } from '../../stream/schema';

/** A type of Avro, a value of it as avsc encodes it, and what it is as JSON. */
interface Sample {
	type: unknown;
	doc?: string;
	encoded: unknown;
	plain: unknown;
}

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

let named = 0;
const uniqueName = () => `Type${(named += 1)}`;

const isSafe = (value: bigint) => Number.isSafeInteger(Number(value));

const scalar: fc.Arbitrary<Sample> = fc.oneof(
	fc.string().map((text) => ({ type: 'string', encoded: text, plain: text })),
	fc.boolean().map((flag) => ({ type: 'boolean', encoded: flag, plain: flag })),
	fc.constant({ type: 'null', encoded: null, plain: null }),
	fc.double().map((number) => ({
		type: 'double',
		encoded: number,
		plain: Number.isFinite(number) ? number : String(number),
	})),
	fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => ({
		type: 'long',
		encoded: value,
		plain: isSafe(value) ? Number(value) : value.toString(),
	})),
	fc.uint8Array().map((bytes) => ({
		type: 'bytes',
		encoded: Buffer.from(bytes),
		plain: Buffer.from(bytes).toString('base64'),
	})),
	fc.date({ noInvalidDate: true }).map((date) => ({
		type: 'long',
		doc: 'Data:DateTime:00N000000000001',
		encoded: BigInt(date.getTime()),
		plain: date.toISOString(),
	})),
);

const fieldNames = fc.uniqueArray(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/), {
	minLength: 1,
	maxLength: 6,
});

const toRecord = (names: string[], samples: Sample[]): Sample => {
	const of = (key: 'encoded' | 'plain') =>
		Object.fromEntries(names.map((name, index) => [name, samples[index]![key]]));
	const fields = names.map((name, index) => {
		const { type, doc } = samples[index]!;
		return { name, type, ...(doc !== undefined && { doc }) };
	});
	const type = { type: 'record', name: uniqueName(), fields };
	return { type, encoded: of('encoded'), plain: of('plain') };
};

const recordOf = (inner: fc.Arbitrary<Sample>): fc.Arbitrary<Sample> =>
	fieldNames.chain((names) =>
		fc
			.array(inner, { minLength: names.length, maxLength: names.length })
			.map((samples) => toRecord(names, samples)),
	);

const branchName = (type: unknown) =>
	typeof type === 'string' ? type : String((type as { name?: string; type: string }).name);

/** `["null", X]`, with its value wrapped as avsc wants it. */
const optionalOf = ({ type, doc, encoded, plain }: Sample, isNull: boolean): Sample => ({
	type: ['null', type],
	...(doc !== undefined && { doc }),
	encoded: isNull ? null : { [branchName(type)]: encoded },
	plain: isNull ? null : plain,
});

const sample: fc.Arbitrary<Sample> = fc.letrec<{ value: Sample; record: Sample }>((tie) => ({
	record: recordOf(tie('value')),
	value: fc.oneof(
		{ maxDepth: 3 },
		scalar,
		fc
			.tuple(
				fc.oneof(
					scalar.filter(({ type }) => type !== 'null'),
					tie('record'),
				),
				fc.boolean(),
			)
			.map(([inner, isNull]) => optionalOf(inner, isNull)),
		tie('record'),
		fc.array(fc.string()).map((texts) => ({
			type: { type: 'array', items: 'string' },
			encoded: texts,
			plain: texts,
		})),
		fc
			.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.bigInt({ min: 0n, max: 9n }))
			.map((map) => ({
				type: { type: 'map', values: 'long' },
				encoded: { ...map },
				plain: Object.fromEntries(Object.entries(map).map(([key, value]) => [key, Number(value)])),
			})),
	),
})).record;

const encode = (type: unknown, value: unknown) =>
	avro.Type.forSchema(type as avro.Schema, { wrapUnions: 'always', registry: { long } }).toBuffer(
		value,
	);

describe('an event of any schema', () => {
	it('is decoded as JSON has its values', async () => {
		await fc.assert(
			fc.asyncProperty(sample, async ({ type, encoded, plain }) => {
				const schema = await parseSchema(JSON.stringify(type));
				// As it comes: a part of a larger message.
				const bytes = Buffer.concat([Buffer.from('before'), encode(type, encoded)]).subarray(6);
				expect(schema.decode(bytes).values).toEqual(plain);
			}),
		);
	});

	it('may have a record that holds itself', async () => {
		const type = {
			type: 'record',
			name: 'Node',
			fields: [
				{ name: 'Name', type: 'string' },
				{ name: 'Next', type: ['null', 'Node'] },
			],
		};
		const schema = await parseSchema(JSON.stringify(type));
		const bytes = encode(type, { Name: 'a', Next: { Node: { Name: 'b', Next: null } } });
		expect(schema.decode(bytes).values).toEqual({ Name: 'a', Next: { Name: 'b', Next: null } });
	});
});
