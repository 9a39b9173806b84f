import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { Spool } from '../../../emulator/bulk/Spool';

async function bytesOf(source: AsyncIterable<Buffer>): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of source) chunks.push(chunk);
	return Buffer.concat(chunks).toString('latin1');
}

describe('Spool', () => {
	it('gives back any range of what was appended, in memory and in its file', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), { maxLength: 10 }),
				fc.nat(200),
				fc.nat(300),
				fc.nat(300),
				async (parts, memoryLimit, start, length) => {
					const spool = new Spool(memoryLimit);
					for (const part of parts) await spool.append(part);
					const whole = parts.join('');
					expect(spool.size).toBe(whole.length);
					expect(await bytesOf(spool.read())).toBe(whole);
					expect(await bytesOf(spool.read(start, start + length))).toBe(
						whole.slice(start, start + length),
					);
					spool.close();
				},
			),
			{ numRuns: 100 },
		);
	});

	it('can be read twice at once', async () => {
		const spool = new Spool(4);
		await spool.append('one,two');
		expect(await Promise.all([bytesOf(spool.read()), bytesOf(spool.read(4))])).toEqual([
			'one,two',
			'two',
		]);
		spool.close();
	});
});
