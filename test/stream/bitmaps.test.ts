import { describe, expect, it } from 'vitest';
import { readFieldNames } from '../../stream/bitmaps';
import { decodeEvent } from '../../stream/decodeEvent';
import { parseSchema } from '../../stream/schema';

const parts = ['Street', 'City', 'State', 'PostalCode', 'Country'];
const address = (name: string) => ({
	name,
	type: [
		'null',
		{
			type: 'record',
			name: `${name}_parts`,
			fields: parts.map((part) => ({ name: part, type: ['null', 'string'], default: null })),
		},
	],
	default: null,
});
/** In the order that an org's Account has them; the header is the first. */
const schema = parseSchema(
	JSON.stringify({
		type: 'record',
		name: 'AccountChangeEvent',
		namespace: 'com.sforce.eventbus',
		fields: [
			...'ChangeEventHeader Name Type ParentId'.split(' '),
			address('BillingAddress'),
			address('ShippingAddress'),
			...'Phone Fax AccountNumber Website Sic Industry AnnualRevenue NumberOfEmployees Ownership TickerSymbol Description Rating Site OwnerId CreatedDate CreatedById LastModifiedDate'.split(
				' ',
			),
		].map((field) =>
			typeof field === 'string' ? { name: field, type: ['null', 'string'], default: null } : field,
		),
	}),
);

describe('a bitmap', () => {
	it.each([
		[['0x400800'], ['Industry', 'LastModifiedDate']],
		[['0x400080'], ['Fax', 'LastModifiedDate']],
		[['0x410000'], ['Description', 'LastModifiedDate']],
		[['0x010000'], ['Description']],
		[['0x40080a'], ['Name', 'ParentId', 'Industry', 'LastModifiedDate']],
		[['4-0x02'], ['BillingAddress.City']],
		[
			['0x400000', '4-0x03', '5-0x10'],
			[
				'LastModifiedDate',
				'BillingAddress.Street',
				'BillingAddress.City',
				'ShippingAddress.Country',
			],
		],
		[[], []],
	])('%j names %j', async (items, names) => {
		expect(readFieldNames(items, await schema)).toEqual(names);
	});

	it.each([[['0x80000000']], [['1-0x01']], [['99-0x01']]])(
		'%j is refused, for the schema has no such field',
		async (items) => {
			const read = await schema;
			expect(() => readFieldNames(items, read)).toThrow(/fields|parts/);
		},
	);
});

describe('a payload', () => {
	it('keeps records of one field, big numbers and every kind of moment', async () => {
		const read = await parseSchema(
			JSON.stringify({
				type: 'record',
				name: 'Kinds__e',
				fields: [
					{ name: 'Big', type: 'long' },
					{ name: 'Small', type: ['null', 'long'] },
					{ name: 'At', type: ['null', 'long'], doc: 'Data:DateTime:00N000000000001' },
					{ name: 'Day', type: ['null', 'long'], doc: 'Data:DateOnly' },
					{ name: 'Time', type: ['null', 'long'], doc: 'Data:TimeOnly' },
					{
						name: 'One',
						type: [
							'null',
							'string',
							{ type: 'record', name: 'R', fields: [{ name: 'string', type: 'string' }] },
						],
					},
					{ name: 'Text', type: ['null', 'string', 'R'] },
				],
			}),
		);
		const long = (value: bigint) => {
			let zigzag = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
			const bytes: number[] = [];
			for (; zigzag > 127n; zigzag >>= 7n) bytes.push(Number(zigzag & 127n) | 128);
			return [...bytes, Number(zigzag)];
		};
		const text = (value: string) => [...long(BigInt(value.length)), ...Buffer.from(value)];
		const moment = Date.UTC(2026, 0, 31, 9, 30, 45, 120);
		const payload = Buffer.from([
			...long(9_007_199_254_740_993n),
			...[...long(1n), ...long(-7n)],
			...[...long(1n), ...long(BigInt(moment))],
			...[...long(1n), ...long(BigInt(Date.UTC(2026, 0, 31)))],
			...[...long(1n), ...long(37_845_000n)],
			...[...long(2n), ...text('only')],
			...[...long(1n), ...text('plain')],
		]);
		expect(decodeEvent({ id: '1', payload, channel: '/event/Kinds__e' }, read).fields).toEqual({
			Big: '9007199254740993',
			Small: -7,
			At: '2026-01-31T09:30:45.120Z',
			Day: '2026-01-31',
			Time: '10:30:45.000Z',
			One: { string: 'only' },
			Text: 'plain',
		});
	});
});
