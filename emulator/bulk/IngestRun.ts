import { BulkDataError } from './BulkDataError';
import { type CsvDialect, columnDelimiters, lineEndings } from './csvDialect';
import { firstLine } from './firstLine';
import { formatRowError, type RowError } from './formatRowError';
import { readCsvRows } from './readCsvRows';
import { shuffleRows } from './shuffleRows';
import { Spool } from './Spool';
import { writeCsv } from './writeCsv';

/** What became of one row. */
export type RowOutcome =
	| { id: string; created: boolean; errors?: undefined }
	| { id: string; errors: readonly RowError[] };

/** Saves up to 200 rows of an upload, in one transaction; the outcomes stand in the order of the rows. */
export type SaveRows = (rows: readonly (readonly string[])[]) => RowOutcome[];

export interface IngestRunOptions {
	dialect: CsvDialect;
	/** Rows of one batch: 10,000 at Salesforce. */
	batchSize: number;
	/** Mixes the rows within each batch's results when given: their order is no promise. */
	shuffle?: () => number;
}

// Salesforce hands the rows of a batch to triggers and rules in chunks of 200, a transaction each.
const chunkSize = 200;

interface Result {
	outcome: RowOutcome;
	row: readonly string[];
}

/**
 * Processes an upload, one batch in each step, and keeps the result lists as CSV. Neither the upload nor the
 * results are in memory beyond a batch.
 */
export class IngestRun {
	processed = 0;
	failed = 0;
	private readonly successes = new Spool();
	private readonly failures = new Spool();
	private blocks: AsyncGenerator<string[][]> | undefined;
	private saveRows: SaveRows | undefined;
	/** Rows that are read and not yet saved. */
	private ahead: string[][] = [];

	/** `open` gets the header row and answers how to save a chunk of rows under it, or throws BulkDataError. */
	constructor(
		private readonly upload: Spool,
		private readonly open: (header: readonly string[]) => SaveRows,
		private readonly options: IngestRunOptions,
	) {}

	/** Saves the next batch; true when no row is left. */
	readonly step = async (): Promise<boolean> => {
		const { batchSize, shuffle } = this.options;
		if (!this.saveRows) {
			const [header] = await this.take(1);
			if (!header) return true;
			this.saveRows = this.open(header);
		}
		const end = this.processed + batchSize;
		const batch: Result[] = [];
		while (this.processed < end) {
			const rows = await this.take(Math.min(chunkSize, end - this.processed));
			if (rows.length === 0) break;
			const outcomes = this.saveRows(rows);
			const results = rows.map((row, at) => ({ row, outcome: outcomes[at] as RowOutcome }));
			this.processed += rows.length;
			if (shuffle) batch.push(...results);
			else await this.list(results);
		}
		if (shuffle) await this.list(shuffleRows(batch, shuffle));
		return !(await this.hasMore());
	};

	/** `sf__Id`, `sf__Created` and the row, of what was saved. */
	successfulResults(): AsyncGenerator<Buffer | string> {
		return this.withHeader(['sf__Id', 'sf__Created'], this.successes);
	}

	/** `sf__Id`, `sf__Error` and the row, of what was not. */
	failedResults(): AsyncGenerator<Buffer | string> {
		return this.withHeader(['sf__Id', 'sf__Error'], this.failures);
	}

	/** The rows that no batch got to: the whole upload as it came where none got to any. */
	async *unprocessedRecords(): AsyncGenerator<Buffer | string> {
		if (this.processed === 0) {
			yield* this.upload.read();
			return;
		}
		const { dialect } = this.options;
		yield (await this.header()) + lineEndings[dialect.lineEnding];
		try {
			// The header is a row, too.
			let row = -1;
			for await (const rows of readCsvRows(this.upload.read(), dialect)) {
				const skipped = Math.max(0, this.processed - row);
				row += rows.length;
				yield writeCsv(rows.slice(skipped), dialect);
			}
		} catch (error) {
			// What can't be read as rows can't be listed as rows; the job's errorMessage says why.
			if (!(error instanceof BulkDataError)) throw error;
		}
	}

	close(): void {
		for (const spool of [this.upload, this.successes, this.failures]) spool.close();
	}

	/** Up to `count` of the rows that follow; none at the end. */
	private async take(count: number): Promise<string[][]> {
		if (!(await this.hasMore())) return [];
		return this.ahead.splice(0, count);
	}

	private async hasMore(): Promise<boolean> {
		this.blocks ??= readCsvRows(this.upload.read(), this.options.dialect);
		while (this.ahead.length === 0) {
			const next = await this.blocks.next();
			if (next.done) return false;
			this.ahead = next.value;
		}
		return true;
	}

	/** Writes what became of rows into the result lists. */
	private async list(results: readonly Result[]): Promise<void> {
		const { dialect } = this.options;
		const successes: string[][] = [];
		const failures: string[][] = [];
		for (const { outcome, row } of results) {
			if (outcome.errors) failures.push([outcome.id, formatRowError(outcome.errors), ...row]);
			else successes.push([outcome.id, String(outcome.created), ...row]);
		}
		this.failed += failures.length;
		if (successes.length > 0) await this.successes.append(writeCsv(successes, dialect));
		if (failures.length > 0) await this.failures.append(writeCsv(failures, dialect));
	}

	private async *withHeader(columns: string[], rows: Spool): AsyncGenerator<Buffer | string> {
		const { columnDelimiter, lineEnding } = this.options.dialect;
		const header = await this.header();
		const own = columns.map((column) => `"${column}"`);
		const all = header === '' ? own : [...own, header];
		yield all.join(columnDelimiters[columnDelimiter]) + lineEndings[lineEnding];
		yield* rows.read();
	}

	/** The upload's header as it was sent: the recorded result lists leave it unquoted where it was. */
	private async header(): Promise<string> {
		for await (const page of this.upload.read()) return firstLine(page);
		return '';
	}
}
