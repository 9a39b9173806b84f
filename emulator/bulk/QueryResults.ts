import { parse } from 'csv-parse/sync';
import { type CsvDialect, columnDelimiters, lineEndings } from './csvDialect';
import { Spool } from './Spool';
import { writeCsv } from './writeCsv';

const blockRows = 500;

/**
 * The rows that a query found, as CSV in a spool. Any range of them can be read with only one block in memory,
 * because the start of each block of 500 rows is known.
 */
export class QueryResults {
	private readonly spool = new Spool();
	private readonly blocks: number[] = [0];
	private rows = 0;

	constructor(
		private readonly columns: readonly string[],
		private readonly dialect: CsvDialect,
	) {}

	/** Rows found. */
	get count(): number {
		return this.rows;
	}

	/** Adds rows. All batches but the last are a multiple of 500 rows long, or the next ones fill up. */
	async append(rows: readonly (readonly (string | null)[])[]): Promise<void> {
		for (let start = 0; start < rows.length;) {
			const room = blockRows - (this.rows % blockRows);
			const part = rows.slice(start, start + room);
			await this.spool.append(writeCsv(part, this.dialect));
			start += part.length;
			this.rows += part.length;
			if (this.rows % blockRows === 0) this.blocks.push(this.spool.size);
		}
	}

	/** The header and the rows from `start` up to, not including, `end`. */
	async *read(start: number, end: number): AsyncGenerator<Buffer | string> {
		yield writeCsv([this.columns], this.dialect);
		const last = Math.min(end, this.rows);
		const whole = { from: Math.ceil(start / blockRows), to: Math.floor(last / blockRows) };
		if (whole.from > whole.to) {
			yield await this.readPart(whole.to, start, last);
			return;
		}
		if (start % blockRows > 0)
			yield await this.readPart(whole.from - 1, start, whole.from * blockRows);
		yield* this.spool.read(this.blocks[whole.from], this.blocks[whole.to]);
		if (last % blockRows > 0) yield await this.readPart(whole.to, whole.to * blockRows, last);
	}

	close(): void {
		this.spool.close();
	}

	/** Rows out of one block. */
	private async readPart(block: number, start: number, end: number): Promise<string> {
		const chunks: Buffer[] = [];
		const stop = this.blocks[block + 1] ?? this.spool.size;
		for await (const chunk of this.spool.read(this.blocks[block], stop)) chunks.push(chunk);
		const rows = parse(Buffer.concat(chunks), {
			delimiter: columnDelimiters[this.dialect.columnDelimiter],
			record_delimiter: lineEndings[this.dialect.lineEnding],
		});
		const first = block * blockRows;
		return writeCsv(rows.slice(start - first, end - first), this.dialect);
	}
}
