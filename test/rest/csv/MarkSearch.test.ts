import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarkSearch } from '../../../rest/csv/MarkSearch';

const byte = fc.oneof(
	{ weight: 6, arbitrary: fc.integer({ min: 0, max: 255 }) },
	{ weight: 1, arbitrary: fc.constantFrom(9, 10, 11, 13, 14, 33, 34, 35, 138, 141, 162) },
);

describe('MarkSearch', () => {
	it('finds every quote, LF and CR, and nothing else, at whatever address the bytes begin', () => {
		fc.assert(
			fc.property(
				fc.array(byte, { maxLength: 60 }),
				fc.integer({ min: 0, max: 9 }),
				(values, offset) => {
					const memory = new Uint8Array(offset + values.length + 5).fill(10);
					const bytes = memory.subarray(offset, offset + values.length);
					bytes.set(values);
					const search = new MarkSearch(bytes);
					const found: number[] = [];
					for (let at = search.next(0); at < bytes.length; at = search.next(at + 1)) found.push(at);
					expect(found).toEqual(
						values.flatMap((value, at) => ([10, 13, 34].includes(value) ? [at] : [])),
					);
					expect(search.next(bytes.length)).toBe(bytes.length);
				},
			),
			{ numRuns: 2000 },
		);
	});

	it('takes every word of plain text for text, and none with a mark', () => {
		for (let value = 0; value < 256; value++) {
			for (let place = 0; place < 8; place++) {
				const bytes = new Uint8Array(8).fill(120);
				bytes[place] = value;
				const expected = [10, 13, 34].includes(value) ? place : 8;
				expect(new MarkSearch(bytes).next(0)).toBe(expected);
			}
		}
	});
});
