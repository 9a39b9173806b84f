import type papaparse from 'papaparse';
import { InvalidInputError } from '../errors';
import { RecordScanner } from './RecordScanner';

/** Papa's row parser is quick on pieces of this size and slows down on far longer texts. */
const pieceSize = 64 * 1024;

/**
 * Bytes of one record at most. Salesforce takes 400,000 characters for one record and returns some millions at
 * most. A longer record has a quote that is never closed, and would be kept until the memory is full.
 */
const maxRecordBytes = 16_000_000;

/** A statement of 100,000 characters names fewer, and so does any file that Salesforce takes. */
const maxColumns = 20_000;

/** Reads CSV rows from bytes as they come; keeps only the record that is still open. */
export class RowParser {
	private readonly scanner: RecordScanner;
	private open: Buffer[] = [];
	private openBytes = 0;

	private constructor(
		private readonly papa: typeof papaparse,
		private readonly delimiter: string,
	) {
		this.scanner = new RecordScanner({ delimiter });
	}

	static async create(delimiter: string): Promise<RowParser> {
		// Loaded on first use: n8n requires every package when it starts.
		const { default: papa } = await import('papaparse');
		return new RowParser(papa, delimiter);
	}

	/**
	 * The rows that end in these bytes, some of them at a time.
	 *
	 * @throws InvalidInputError if quotes don't follow RFC 4180
	 */
	*push(chunk: Uint8Array): Generator<string[][], void, undefined> {
		for (let at = 0; at < chunk.length; at += pieceSize) {
			const ends: number[] = [];
			const bytes = this.scanner.scan(chunk.subarray(at, at + pieceSize), ends);
			const end = ends.at(-1);
			if (end === undefined) {
				this.keep(bytes);
				continue;
			}
			// Without the last line end, after which Papa would see one more row.
			const text = Buffer.concat([...this.open, bytes.subarray(0, end - 1)]).toString('utf8');
			this.open = [];
			this.openBytes = 0;
			this.keep(Buffer.from(bytes.subarray(end)));
			yield this.parse(text);
		}
	}

	/** The last row, if it has no line end. */
	end(): string[][] {
		const ended = this.scanner.end().length > 0;
		return ended ? this.parse(Buffer.concat(this.open).toString('utf8')) : [];
	}

	private keep(bytes: Buffer): void {
		this.open.push(bytes);
		this.openBytes += bytes.length;
		if (this.openBytes > maxRecordBytes) {
			throw new InvalidInputError(
				`Record ${this.scanner.records + 1} of the CSV is longer than 16 MB (the header is record 1)`,
				'Look for a quote that is opened and never closed.',
			);
		}
	}

	private parse(text: string): string[][] {
		const { delimiter } = this;
		const { data, errors } = this.papa.parse<string[]>(text, { delimiter, newline: '\n' });
		if (errors[0]) {
			throw new InvalidInputError(
				`The CSV can't be read in or before record ${this.scanner.records} (the header is record 1): ${errors[0].message}`,
				'If a value has a delimiter, a quote or a line break, put the whole value in quotes, and write each quote inside it twice.',
			);
		}
		if (data.some((cells) => cells.length > maxColumns)) {
			throw new InvalidInputError(
				`The CSV has more than ${maxColumns} columns in or before record ${this.scanner.records}`,
				'Is the delimiter the right one?',
			);
		}
		return data;
	}
}
