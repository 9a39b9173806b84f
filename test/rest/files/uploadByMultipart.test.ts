import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Client } from '../../../rest';
import { MAX_SMALL_FILE_BYTES, uploadByMultipart } from '../../../rest/files/uploadByMultipart';

const row = (size: number, document?: string, alone = false) => ({
	object: 'ContentVersion',
	fields: document === undefined ? {} : { ContentDocumentId: document },
	file: { name: 'a', mimeType: 'a/b', size, open: () => [] as unknown as AsyncIterable<Buffer> },
	alone,
});

const { plan } = uploadByMultipart({} as Client);

const rows = fc.array(
	fc
		.tuple(
			fc.oneof(fc.integer({ min: 1, max: MAX_SMALL_FILE_BYTES }), fc.constant(2e9)),
			fc.option(fc.constantFrom('069A', '069B', '069C'), { nil: undefined }),
			fc.boolean(),
		)
		.map(([size, document, alone]) => row(size, document, alone)),
	{ maxLength: 450, size: 'max' },
);

describe('the calls of an upload', () => {
	it('hold every file once, no call too many of them, and versions of one file in turn', () => {
		fc.assert(
			fc.property(rows, (given) => {
				const rounds = plan(given);
				expect(rounds.flat(2).toSorted((a, b) => a - b)).toEqual(given.map((_, at) => at));
				for (const round of rounds) {
					const documents = round.flat().flatMap((at) => given[at]!.fields.ContentDocumentId ?? []);
					expect(new Set(documents).size).toBe(documents.length);
					for (const call of round) {
						const sizes = call.map((at) => given[at]!.file.size);
						if (call.length === 1) continue;
						expect(call.length).toBeLessThanOrEqual(200);
						expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_SMALL_FILE_BYTES);
						expect(sizes.reduce((a, b) => a + b)).toBeLessThanOrEqual(400e6);
						expect(call.some((at) => given[at]!.alone)).toBe(false);
					}
				}
			}),
			{ numRuns: 50 },
		);
	});

	it('are as few as can be', () => {
		expect(plan(Array.from({ length: 200 }, () => row(50_000)))).toEqual([
			[Array.from({ length: 200 }, (_, n) => n)],
		]);
		expect(plan([row(1), row(2e9), row(1)])).toEqual([[[0, 2], [1]]]);
	});
});
