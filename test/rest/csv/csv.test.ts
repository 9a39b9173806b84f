import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnDelimiters } from '../../../rest/csv/csvDialect';
import { formatRows } from '../../../rest/csv/formatRows';
import { parseRows } from '../../../rest/csv/parseRows';
import { splitCsv } from '../../../rest/csv/splitCsv';
import { chunkSizes, collect, file, opener, readParts } from './csvSamples';
import { anyText } from '../../anyText';

const split = (text: string | Buffer, options = {}) => splitCsv(opener(Buffer.from(text)), options);
const textOf = async (text: string | Buffer) => (await readParts(await split(text)))[0]?.text;

describe('splitCsv', () => {
	it('keeps every cell of a file in any dialect and any chunking, in parts that fit', async () => {
		await fc.assert(
			fc.asyncProperty(
				file,
				chunkSizes,
				fc.integer({ min: 120, max: 400 }),
				fc.integer({ min: 90, max: 200 }),
				async ({ header, rows, columnDelimiter, bytes }, sizes, maxBytes, maxRecordBytes) => {
					const known = header.length > 1 ? {} : { columnDelimiter };
					const parts = await splitCsv(opener(bytes, sizes), {
						maxBytes,
						maxRecordBytes,
						...known,
					});
					const read = await readParts(parts);
					const parsed = read.map(({ text }) =>
						parse(text, { delimiter: columnDelimiters[columnDelimiter], record_delimiter: '\n' }),
					);

					expect(parts.header).toEqual(header);
					expect(parts.columnDelimiter).toBe(columnDelimiter);
					expect(parsed.flatMap(([, ...body]) => body)).toEqual(rows);
					let before = 0;
					for (const [index, { text, firstRow, rows: count }] of read.entries()) {
						expect(parsed[index]![0]).toEqual(header);
						expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
						expect(text.endsWith('\n')).toBe(true);
						expect({ firstRow, count }).toEqual({
							firstRow: before,
							count: parsed[index]!.length - 1,
						});
						before += count;
					}
				},
			),
			{ numRuns: 400 },
		);
	});

	it('reads a part again from the file as it was the first time', async () => {
		const text = `Id,Name\n${Array.from({ length: 40 }, (_, row) => `${row},"a\n${row}"\n`).join('')}`;
		const once = await readParts(await split(text, { maxBytes: 100 }));
		const parts = await splitCsv(opener(Buffer.from(text), [7]), { maxBytes: 100 });
		const again: string[] = [];
		for (let part = await parts.next(); part; part = await parts.next()) {
			if (part.firstRow % 2 === 0) await part.read()[Symbol.asyncIterator]().next();
			const bytes = await collect(part.read());
			again.push(Buffer.concat(bytes).toString());
			expect(part.rows).toBe(again.at(-1)!.match(/\n\d+,/g)!.length);
		}
		expect(again.length).toBe(5);
		expect(again).toEqual(once.map((part) => part.text));
	});

	it('passes a file through uncopied where nothing has to change', async () => {
		const bytes = Buffer.from('Id,Name\n1,a\n2,"b ""c"""\n');
		const [, ...chunks] = await collect((await (await split(bytes)).next())!.read());
		expect(chunks.map((chunk) => chunk.buffer)).toEqual([bytes.buffer]);
	});

	it('makes no part of a header without rows', async () => {
		expect(await readParts(await split('Id,Name\r\n'))).toEqual([]);
		expect(await readParts(await split('Id,Name'))).toEqual([]);
	});

	it('takes a quote inside an unquoted value for text', async () => {
		expect(await textOf('Name,Size__c\n5" pipe,1\nx,2\n')).toBe('Name,Size__c\n5" pipe,1\nx,2\n');
		expect((await readParts(await split('Name,A__c\n5" pipe,1\nx,2\n')))[0]?.rows).toBe(2);
	});

	it('keeps a bare CR that is not a line end', async () => {
		expect(await textOf('Name\na\rb\n')).toBe('Name\na\rb\n');
	});

	it.each([
		['an empty file', '', /empty/],
		['only a byte order mark', '\ufeff', /empty/],
		['UTF-16', Buffer.from('\ufeffId', 'utf16le'), /UTF-16/],
		['Latin-1', Buffer.from('LastName\nMüller\nMeier\n', 'latin1'), /not UTF-8/],
		['a quote that stays open', 'LastName\n"Müller\nMeier\n', /inside a quoted value of record 2/],
		['a character cut off at the end', Buffer.from('Name\nMü').subarray(0, -1), /not UTF-8/],
	])('refuses %s', async (_name, text, message) => {
		await expect((async () => readParts(await split(text)))()).rejects.toThrow(message);
	});

	it('refuses a record that no job takes, wherever it is', async () => {
		const long = 'x'.repeat(300);
		const limits = { maxBytes: 200, maxRecordBytes: 50 };
		for (const text of [`N\n${long}\n`, `N\n${'a\n'.repeat(60)}${long}\na\n`]) {
			for (const sizes of [[3], [1000]]) {
				const parts = await splitCsv(opener(Buffer.from(text), sizes), limits);
				await expect(readParts(parts)).rejects.toThrow(/longer than Bulk API takes/);
			}
		}
	});
});

describe('parseRows', () => {
	it('gives the rows of a file in any chunking', async () => {
		await fc.assert(
			fc.asyncProperty(
				file,
				chunkSizes,
				async ({ header, rows, bytes, columnDelimiter }, sizes) => {
					const parts = await splitCsv(opener(bytes), { columnDelimiter });
					const part = await parts.next();
					const text = part ? Buffer.concat(await collect(part.read())) : Buffer.alloc(0);
					const delimiter = columnDelimiters[columnDelimiter];
					const batches = await collect(parseRows(opener(text, sizes)(), delimiter));
					expect(batches.flat()).toEqual(part ? [header, ...rows] : []);
				},
			),
			{ numRuns: 200 },
		);
	});

	it('refuses quotes that follow no rule rather than swallowing rows', async () => {
		const bytes = Buffer.from('A,B\n"a"b,c\nd,e\n');
		await expect(collect(parseRows([bytes]))).rejects.toThrow(/can't be read in or before record/);
	});
});

describe('formatRows', () => {
	it('writes what an outside reader reads back', async () => {
		const rows = fc.array(fc.array(anyText(), { minLength: 1, maxLength: 3 }), {
			minLength: 1,
		});
		await fc.assert(
			fc.asyncProperty(rows, async (table) => {
				const text = await formatRows(table);
				expect(parse(text, { relax_column_count: true, record_delimiter: '\n' })).toEqual(table);
			}),
		);
	});
});
