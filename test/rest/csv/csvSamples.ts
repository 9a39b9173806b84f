import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { type ColumnDelimiter, columnDelimiters } from '../../../rest/csv/csvDialect';
import type { CsvParts } from '../../../rest/csv/splitCsv';

const cell = fc
	.array(
		fc.constantFrom(
			'a',
			'Z',
			'9',
			' ',
			'"',
			',',
			';',
			'\t',
			'|',
			'\n',
			'\r\n',
			'\r',
			'é',
			'€',
			'😀',
		),
		{ maxLength: 6 },
	)
	.map((parts) => parts.join(''));

/** Rows of one width with a header of API names. An all-empty row of one column would be a blank line. */
const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
	fc.record({
		header: fc.constant(['Id', 'Name', 'Account.ExtId__c', 'Own__c'].slice(0, width)),
		rows: fc.array(
			fc.array(cell, { minLength: width, maxLength: width }).filter((row) => row.join('') !== ''),
			{ maxLength: 12 },
		),
	}),
);

/** A table, and the file that an outside writer makes of it in some dialect. */
export const file = fc
	.record({
		table,
		columnDelimiter: fc.constantFrom(...(Object.keys(columnDelimiters) as ColumnDelimiter[])),
		lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
		bom: fc.boolean(),
		quoted: fc.boolean(),
		lastLineEnd: fc.boolean(),
		blankLines: fc.boolean(),
	})
	.map(({ table: { header, rows }, columnDelimiter, lineEnd, bom, quoted, ...form }) => {
		const text = stringify([header, ...rows], {
			delimiter: columnDelimiters[columnDelimiter],
			record_delimiter: lineEnd,
			quoted,
			quoted_match: /[\r\n]/,
			eof: form.lastLineEnd,
		});
		const blank = form.blankLines && form.lastLineEnd ? lineEnd.repeat(2) : '';
		return {
			header,
			rows,
			columnDelimiter,
			bytes: Buffer.from((bom ? '\ufeff' : '') + text + blank),
		};
	});

export const chunkSizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

/** Opens the bytes in chunks whose sizes go round. */
export function opener(bytes: Buffer, sizes: number[] = [bytes.length]) {
	return async function* open(): AsyncGenerator<Buffer> {
		await Promise.resolve();
		for (let at = 0, turn = 0; at < bytes.length; turn++) {
			const size = sizes[turn % sizes.length]!;
			yield bytes.subarray(at, at + size);
			at += size;
		}
	};
}

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const one of source) all.push(one);
	return all;
}

/** Every part's text with what it says of its rows. */
export async function readParts(
	parts: CsvParts,
): Promise<{ text: string; firstRow: number; rows: number }[]> {
	const read = [];
	for (let part = await parts.next(); part; part = await parts.next()) {
		const text = Buffer.concat(await collect(part.read())).toString();
		read.push({ text, firstRow: part.firstRow, rows: part.rows! });
	}
	return read;
}
