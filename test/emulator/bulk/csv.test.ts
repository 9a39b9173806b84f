import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	columnDelimiters,
	type CsvDialect,
	defaultDialect,
	lineEndings,
} from '../../../emulator/bulk/csvDialect';
import { readCsvRows } from '../../../emulator/bulk/readCsvRows';
import { writeCsv } from '../../../emulator/bulk/writeCsv';

async function rowsOf(text: string, dialect: CsvDialect = defaultDialect, chunkSize = 1000) {
	const bytes = Buffer.from(text);
	function* chunks() {
		for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
	}
	const rows: string[][] = [];
	for await (const block of readCsvRows(Readable.from(chunks()), dialect)) rows.push(...block);
	return rows;
}

describe('CSV of Bulk API 2.0', () => {
	it('reads back every text it writes, in every dialect and however it is cut', async () => {
		const dialect = fc.record({
			columnDelimiter: fc.constantFrom(...(Object.keys(columnDelimiters) as 'COMMA'[])),
			lineEnding: fc.constantFrom(...(Object.keys(lineEndings) as 'LF'[])),
		});
		const cell = fc.string({
			unit: fc.constantFrom('a', '"', ',', ' ', ';', '\t', 'é', '€', '|', '\n'),
		});
		const row = fc.tuple(cell, cell, cell);
		await fc.assert(
			fc.asyncProperty(
				dialect,
				fc.array(row),
				fc.integer({ min: 1, max: 50 }),
				async (how, rows, cut) => {
					const all = [['A', 'B', 'C'], ...rows];
					expect(await rowsOf(writeCsv(all, how), how, cut)).toEqual(all);
				},
			),
			{ numRuns: 200 },
		);
	});

	it('quotes every cell and leaves null empty', () => {
		expect(writeCsv([['a', 'say "x"', null, '']], defaultDialect)).toBe('"a","say ""x""","",""\n');
	});

	it('keeps spaces and skips empty lines', async () => {
		expect(await rowsOf('A,B\n  x , y\n\n')).toEqual([
			['A', 'B'],
			['  x ', ' y'],
		]);
	});

	it.each([
		['LF', 'Name\r\nAcme\r\n'],
		['LF', '"Name"\r\n"Acme"\r\n'],
		['LF', 'Name\nAcme\r\n'],
		['CRLF', 'Name\nAcme\n'],
		['CRLF', '"Name"\n"Acme"\n'],
	] as const)('refuses the other line ending in a job of %s: %j', async (lineEnding, text) => {
		await expect(rowsOf(text, { ...defaultDialect, lineEnding })).rejects.toThrow(
			`ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`,
		);
	});

	it('takes a line break inside quotes for data', async () => {
		expect(await rowsOf('"A\r\nB",C\n1,2\n')).toEqual([
			['A\r\nB', 'C'],
			['1', '2'],
		]);
	});

	it.each([['\uFEFF"Id"\n1\n'], ['A\n "x"\n'], ['A\n"x" \n'], ['A\n"x']])(
		'refuses a quote out of place in %j',
		async (text) => {
			await expect(rowsOf(text)).rejects.toThrow(
				'InvalidBatch : Failed to parse CSV. Found unescaped',
			);
		},
	);

	it('refuses rows that are wider or narrower than the header', async () => {
		await expect(rowsOf('A,B\n1\n')).rejects.toThrow('Expected 2 columns, found 1 in row 1');
		await expect(rowsOf('A,B\n1,2\n1,2,3\n')).rejects.toThrow('found 3 in row 2');
	});

	it('refuses a record of more than 400,000 characters', async () => {
		await expect(rowsOf(`A\n${'x'.repeat(400_100)}\n`)).rejects.toThrow('400000 characters');
	});

	it('yields nothing for an empty upload', async () => {
		expect(await rowsOf('')).toEqual([]);
	});
});
