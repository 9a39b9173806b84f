import { InvalidInputError } from '../errors';
import { type ColumnDelimiter, columnDelimiters, detectColumnDelimiter } from './csvDialect';
import { parseRows } from './parseRows';
import { RecordScanner } from './RecordScanner';
import { Utf8Check } from './Utf8Check';

/** Opens the CSV at its beginning; each call again, with the same bytes. */
export type OpenCsv = () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;

/** Bytes of the file, and the offsets after which a record has ended. */
export interface Piece {
	bytes: Buffer;
	ends: number[];
}

/** A header that is longer is not a header: Bulk API takes 32,000 characters. */
const maxHeaderBytes = 1_000_000;

/** A CSV read from front to back: checked UTF-8, no BOM, LF after every record, header apart. */
export class CsvCursor {
	/** Bytes returned after the header. */
	position = 0;

	private readonly utf8 = new Utf8Check();
	private given: Piece | undefined;
	private ended = false;

	private constructor(
		private readonly source: AsyncIterator<Uint8Array>,
		private readonly scanner: RecordScanner,
		readonly header: string[],
		readonly columnDelimiter: ColumnDelimiter,
	) {}

	/**
	 * Opens a CSV and reads its header.
	 *
	 * @throws InvalidInputError if there is no header, or if the encoding is not UTF-8
	 */
	static async open(open: OpenCsv, declared?: ColumnDelimiter): Promise<CsvCursor> {
		const source = (await open())[Symbol.asyncIterator]();
		try {
			return await CsvCursor.begin(source, declared);
		} catch (error) {
			// If reading the file fails, the file must not stay open.
			await source.return?.();
			throw error;
		}
	}

	private static async begin(
		source: AsyncIterator<Uint8Array>,
		declared: ColumnDelimiter | undefined,
	): Promise<CsvCursor> {
		const beginning = await readBeginning(source);
		const line = headerLine(beginning);
		const columnDelimiter = declared ?? detectColumnDelimiter(line);
		const delimiter = columnDelimiters[columnDelimiter];
		const end = beginning.subarray(line.length, line.length + 2).toString('latin1');
		const scanner = new RecordScanner({ delimiter, loneCr: /^\r[^\n]/.test(end) });
		const ends: number[] = [];
		const bytes = scanner.scan(beginning, ends);
		const headerEnd = ends[0] ?? bytes.length;
		const header = await parseHeader(bytes.subarray(0, headerEnd), delimiter);
		const cursor = new CsvCursor(source, scanner, header, columnDelimiter);
		cursor.utf8.take(beginning, () => 'in its first rows');
		if (ends.length === 0) scanner.end();
		if (headerEnd < bytes.length) cursor.given = pieceFrom(bytes, ends, headerEnd);
		return cursor;
	}

	/** The next bytes; undefined at the end of the file. */
	async take(): Promise<Piece | undefined> {
		const next = this.given ?? (await this.read());
		this.given = undefined;
		if (next) this.position += next.bytes.length;
		return next;
	}

	/** Puts back the bytes that were read too far. */
	giveBack(rest: Piece): void {
		if (rest.bytes.length === 0) return;
		this.given = rest;
		this.position -= rest.bytes.length;
	}

	/** Moves to an offset after the header, where an earlier reading stopped. */
	async skipTo(position: number): Promise<void> {
		while (this.position < position) {
			const next = await this.take();
			if (!next) {
				throw new InvalidInputError(
					'The CSV is shorter than when it was first read',
					'It must not change until all rows are uploaded to the job.',
				);
			}
			const surplus = this.position - position;
			if (surplus > 0) this.giveBack(pieceFrom(next.bytes, next.ends, next.bytes.length - surplus));
		}
	}

	async close(): Promise<void> {
		this.ended = true;
		await this.source.return?.();
	}

	private async read(): Promise<Piece | undefined> {
		while (!this.ended) {
			const step = await this.source.next();
			const ends: number[] = [];
			const where = () => `near row ${this.scanner.records}`;
			if (step.done) {
				this.ended = true;
				this.utf8.end(where);
				const bytes = this.scanner.end();
				return bytes.length > 0 ? { bytes, ends: [bytes.length] } : undefined;
			}
			this.utf8.take(step.value, where);
			const bytes = this.scanner.scan(step.value, ends);
			if (bytes.length > 0) return { bytes, ends };
		}
		return undefined;
	}
}

/** What is left of a piece from an offset on. */
export function pieceFrom(bytes: Buffer, ends: number[], from: number): Piece {
	const first = ends.findIndex((end) => end > from);
	return {
		bytes: bytes.subarray(from),
		ends: first === -1 ? [] : ends.slice(first).map((end) => end - from),
	};
}

/** Reads until the header is complete and one byte after its line end is known. */
async function readBeginning(source: AsyncIterator<Uint8Array>): Promise<Buffer> {
	let bytes = Buffer.alloc(0);
	for (;;) {
		const step = await source.next();
		const done = step.done === true;
		if (!step.done) bytes = Buffer.concat([bytes, step.value]);
		const text = bytes.subarray(beginningOfText(bytes));
		if (bytes.length - text.length > maxHeaderBytes) throw noHeader();
		if (headerLine(text).length + 1 < text.length) return text;
		if (done && text.length > 0) return text;
		if (done)
			throw new InvalidInputError('The CSV is empty', 'It needs at least a header of API names.');
	}
}

/** After the byte order mark and blank lines. Throws for the marks of UTF-16. */
function beginningOfText(bytes: Buffer): number {
	const mark = bytes.subarray(0, 2).toString('hex');
	if (mark === 'fffe' || mark === 'feff') {
		throw new InvalidInputError(
			'The CSV is UTF-16, not UTF-8',
			'Salesforce takes UTF-8 only. Save the file as "CSV UTF-8", or convert it before this node.',
		);
	}
	let at = bytes.subarray(0, 3).toString('hex') === 'efbbbf' ? 3 : 0;
	while (bytes[at] === 10 || bytes[at] === 13) at++;
	return at;
}

/**
 * The first line without its end, one char a byte. A line break in quotes is part of the line. It is read byte by
 * byte, since a pattern would keep a way back for each byte.
 */
function headerLine(bytes: Buffer): string {
	let inQuotes = false;
	let at = 0;
	for (; at < bytes.length && at <= maxHeaderBytes; at++) {
		const byte = bytes[at]!;
		if (byte === 34) inQuotes = !inQuotes;
		else if (!inQuotes && (byte === 10 || byte === 13)) break;
	}
	if (at > maxHeaderBytes) throw noHeader();
	return bytes.toString('latin1', 0, at);
}

const noHeader = () =>
	new InvalidInputError(
		`The first ${maxHeaderBytes} bytes hold no line break`,
		'Is this a CSV file? Its first row must be a header of API names.',
	);

async function parseHeader(bytes: Buffer, delimiter: string): Promise<string[]> {
	for await (const rows of parseRows([bytes], delimiter)) return rows[0] ?? [];
	return [];
}
