import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultDialect } from '../../../emulator/bulk/csvDialect';
import { QueryResults } from '../../../emulator/bulk/QueryResults';

async function textOf(chunks: AsyncIterable<Buffer | string>): Promise<string> {
	let text = '';
	for await (const chunk of chunks) text += chunk.toString();
	return text;
}

describe('QueryResults', () => {
	it('gives any range of its rows under one header, however they were added', async () => {
		const range = fc.record({ start: fc.nat(2200), length: fc.nat(1500) });
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.nat(700), { maxLength: 4 }),
				fc.array(range, { minLength: 1, maxLength: 5 }),
				async (batches, ranges) => {
					const results = new QueryResults(['Id'], defaultDialect);
					let count = 0;
					for (const size of batches) {
						await results.append(Array.from({ length: size }, () => [`é"${count++}`]));
					}
					expect(results.count).toBe(count);
					for (const { start, length } of ranges) {
						const rows = Array.from({ length: count }, (_, row) => `"é""${row}"\n`);
						const expected = `"Id"\n${rows.slice(start, start + length).join('')}`;
						expect(await textOf(results.read(start, start + length))).toBe(expected);
					}
					results.close();
				},
			),
			{ numRuns: 60 },
		);
	});
});
