import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameValue } from '../../rest';
import { toLongId } from '../../rest';

const same = (type: string, given: unknown, present: unknown) =>
	isSameValue({ type }, given, present);

/** The sorts of values that REST reads from a field of each type. */
const PRESENT: Record<string, fc.Arbitrary<unknown>> = {
	string: fc.string({ minLength: 1 }),
	textarea: fc.string({ minLength: 1 }),
	picklist: fc.constantFrom('Hot', 'Warm', 'hot'),
	multipicklist: fc
		.uniqueArray(fc.constantFrom('A', 'B', 'C'), { minLength: 1 })
		.map((list) => list.join(';')),
	boolean: fc.boolean(),
	int: fc.integer(),
	double: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => Number(n.toFixed(4)) + 0),
	date: fc
		.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
		.map((date) => date.toISOString().slice(0, 10)),
	datetime: fc
		.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
		.map((date) => date.toISOString().replace('Z', '+0000')),
	time: fc
		.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
		.map((date) => date.toISOString().slice(11)),
	reference: fc.stringMatching(/^[a-zA-Z0-9]{15}$/).map(toLongId),
};
const TYPES = Object.keys(PRESENT);
const anyPresent = fc
	.constantFrom(...TYPES)
	.chain((type) => fc.tuple(fc.constant(type), PRESENT[type]!, PRESENT[type]!));

describe('isSameValue', () => {
	it('knows what was read for the same, and two values for the same only if they mean it', () => {
		fc.assert(
			fc.property(anyPresent, ([type, one, other]) => {
				expect(same(type, one, one)).toBe(true);
				const meaning = (value: unknown) => {
					if (type === 'multipicklist') return String(value).split(';').toSorted().join();
					if (type === 'datetime') return Date.parse(String(value));
					return value;
				};
				expect(same(type, one, other)).toBe(meaning(one) === meaning(other));
			}),
			{ numRuns: 2_000 },
		);
	});

	it('takes nothing for something, and something for nothing, in no type', () => {
		fc.assert(
			fc.property(anyPresent, fc.constantFrom(null, ''), ([type, present], empty) => {
				expect(same(type, empty, present)).toBe(false);
				expect(same(type, present, null)).toBe(false);
				expect(same(type, empty, null)).toBe(type !== 'boolean');
			}),
		);
	});

	it('compares text exactly: blanks, case, line ends and rich text included', () => {
		const text = fc.string({ unit: 'grapheme', minLength: 1 });
		fc.assert(
			fc.property(text, text, (one, other) => {
				expect(same('textarea', one, other)).toBe(one === other);
			}),
		);
		expect(same('string', 'Acme ', 'Acme')).toBe(false);
		expect(same('textarea', 'a\r\nb', 'a\nb')).toBe(false);
	});

	it('compares moments as moments, whatever zone they are written in', () => {
		fc.assert(
			fc.property(
				fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
				fc.integer({ min: -12, max: 12 }),
				(date, hours) => {
					const iso = date.toISOString();
					const moved = new Date(date.getTime() + hours * 3_600_000).toISOString().slice(0, -1);
					const zone = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
					expect(same('datetime', `${moved}${zone}`, iso.replace('Z', '+0000'))).toBe(true);
					expect(same('datetime', new Date(date.getTime() + 1), iso)).toBe(false);
				},
			),
		);
	});

	it('compares numbers as numbers, and never rounds one into another', () => {
		expect(same('double', '1.50', 1.5)).toBe(true);
		expect(same('currency', 1e3, 1000)).toBe(true);
		expect(same('double', '1.5e3', 1500)).toBe(true);
		expect(same('double', '9007199254740993', 9007199254740992)).toBe(false);
		expect(same('int', '5x', 5)).toBe(false);
		expect(same('int', 5, '5')).toBe(false);
	});

	it('compares ids in 15 and 18 characters, and by their case', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[a-zA-Z0-9]{15}$/), (id) => {
				expect(same('reference', id, toLongId(id))).toBe(true);
				const swapped = id.replace(/[a-z]/, (letter) => letter.toUpperCase());
				expect(same('reference', swapped, toLongId(id))).toBe(swapped === id);
			}),
		);
	});

	it('compares sets of choices, and choices by their value', () => {
		expect(same('multipicklist', 'B;A', 'A;B')).toBe(true);
		expect(same('multipicklist', 'A;B;C', 'A;B')).toBe(false);
		expect(same('picklist', 'hot', 'Hot')).toBe(false);
	});

	it.each(['base64', 'encryptedstring', 'address', 'location', 'anyType'])(
		'knows nothing of %s, which is not read as it was written',
		(type) => {
			expect(same(type, 'x', 'x')).toBe(false);
			expect(same(type, null, null)).toBe(false);
		},
	);

	it('takes a number for no text: Salesforce refuses it', () => {
		expect(same('phone', 5, '5')).toBe(false);
	});
});
