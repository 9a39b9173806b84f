import { InvalidInputError } from '../errors';
import { CsvCursor, type OpenCsv, type Piece, pieceFrom } from './CsvCursor';
import { type ColumnDelimiter, columnDelimiters } from './csvDialect';
import { formatRows } from './formatRows';

export interface SplitOptions {
	/** @default read from the header */
	columnDelimiter?: ColumnDelimiter;
	/**
	 * Raw bytes of one upload at most, its header included.
	 * @default 100,000,000: Salesforce takes 150 MB after base64
	 */
	maxBytes?: number;
	/**
	 * Bytes of one record at most.
	 * @default 1,600,000: Salesforce takes 400,000 characters, of up to 4 bytes each
	 */
	maxRecordBytes?: number;
}

/** Rows that go into one job. */
export interface CsvPart {
	/** Rows before this part. */
	firstRow: number;
	/** Rows in this part; known once it was read to its end. */
	rows: number | undefined;
	/** The bytes, header first, LF after every record. A second call reads the CSV again. */
	read: () => AsyncIterable<Buffer>;
	/** The rows' cells, in the order of the header, if they are known without reading. */
	cells?: string[][];
}

export interface CsvParts {
	header: string[];
	columnDelimiter: ColumnDelimiter;
	/** The next part; undefined after the last one. The part before must have been read to its end. */
	next(): Promise<CsvPart | undefined>;
	/** Lets go of the file. */
	close(): Promise<void>;
}

/**
 * Cuts a CSV of any size into parts for one Bulk API 2.0 job each, between records, with only a few chunks in
 * memory. BOM and blank lines are dropped, and line ends become LF.
 *
 * @throws InvalidInputError for what is not CSV in UTF-8, or has a record that no job takes
 */
export async function splitCsv(open: OpenCsv, options: SplitOptions = {}): Promise<CsvParts> {
	let cursor = await CsvCursor.open(open, options.columnDelimiter);
	const { header, columnDelimiter } = cursor;
	const headerBytes = Buffer.from(await formatRows([header], columnDelimiters[columnDelimiter]));
	const limits = { maxBytes: 100_000_000, maxRecordBytes: 1_600_000, ...options };
	let last: CsvPart | undefined;

	/** The cursor at that offset: the current one if it is there, otherwise a new one. */
	async function cursorAt(position: number): Promise<CsvCursor> {
		if (cursor.position === position) return cursor;
		await cursor.close();
		cursor = await CsvCursor.open(open, columnDelimiter);
		await cursor.skipTo(position);
		return cursor;
	}

	async function next(): Promise<CsvPart | undefined> {
		if (last && last.rows === undefined) throw new Error('The part before was not read to its end');
		const ahead = await cursor.take();
		if (!ahead) return undefined;
		cursor.giveBack(ahead);
		const start = cursor.position;
		const part: CsvPart = {
			firstRow: last ? last.firstRow + last.rows! : 0,
			rows: undefined,
			read: async function* read() {
				part.rows = undefined;
				part.rows = yield* readPart(await cursorAt(start), headerBytes, part.firstRow, limits);
			},
		};
		last = part;
		return part;
	}
	return { header, columnDelimiter, next, close: () => cursor.close() };
}

/** Gives the bytes of as many records as fit, and returns their number. */
async function* readPart(
	cursor: CsvCursor,
	header: Buffer,
	firstRow: number,
	{ maxBytes, maxRecordBytes }: Required<Pick<SplitOptions, 'maxBytes' | 'maxRecordBytes'>>,
): AsyncGenerator<Buffer, number, undefined> {
	let size = header.length;
	let rows = 0;
	// Bytes given out of a record whose end is still to come: those can't go to the next part.
	let begun = 0;
	yield header;
	for (let next = await cursor.take(); next; next = await cursor.take()) {
		const { bytes, ends } = next;
		const far = size + bytes.length + maxRecordBytes <= maxBytes;
		const fitting = far ? ends.length : countFitting(ends, maxBytes - size);
		const give = far ? bytes.length : (ends[fitting - 1] ?? 0);
		if (give > 0) yield bytes.subarray(0, give);
		rows += fitting;
		size += give;
		const lastEnd = ends[fitting - 1];
		begun = lastEnd === undefined ? begun + give : give - lastEnd;
		if (give === bytes.length) {
			if (begun > maxRecordBytes) throw tooLong(firstRow + rows);
			continue;
		}
		const rest = pieceFrom(bytes, ends, give);
		const whole = fitting < ends.length ? undefined : await withNext(cursor, rest);
		if (!whole || size + rest.bytes.length > maxBytes) {
			if (rows === 0 || begun > 0) throw tooLong(firstRow + rows);
			cursor.giveBack(whole ?? rest);
			return rows;
		}
		if (rest.bytes.length > maxRecordBytes) throw tooLong(firstRow + rows);
		cursor.giveBack(whole);
	}
	return rows;
}

function countFitting(ends: number[], room: number): number {
	let fitting = ends.length;
	while (fitting > 0 && ends[fitting - 1]! > room) fitting--;
	return fitting;
}

/** A record's beginning together with the bytes after it. */
async function withNext(cursor: CsvCursor, { bytes }: Piece): Promise<Piece> {
	const next = await cursor.take();
	if (!next) return { bytes, ends: [bytes.length] };
	return {
		bytes: Buffer.concat([bytes, next.bytes]),
		ends: next.ends.map((end) => end + bytes.length),
	};
}

function tooLong(row: number): InvalidInputError {
	return new InvalidInputError(
		`Row ${row + 1} is longer than Bulk API takes`,
		'A record may have 400,000 characters. If the row is far shorter than that, look for a quote that is opened and never closed.',
	);
}
