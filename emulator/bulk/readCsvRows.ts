import { CsvError, parse } from 'csv-parse';
import { BulkDataError } from './BulkDataError';
import { type CsvDialect, columnDelimiters, lineEndings } from './csvDialect';

// Limits of Bulk API 2.0 for one record of a CSV (facts 5.1).
const maxRecordCharacters = 400_000;

const unescapedQuote =
	'Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote';

/**
 * The rows of an uploaded CSV, header row first, as text cells. Nothing is trimmed and empty
 * lines are skipped. Reads `source` as rows are asked for.
 *
 * @throws BulkDataError where Salesforce ends the job: a line ending other than the declared one,
 *   a quote out of place (a byte order mark before a quoted header is one, too), a row whose
 *   number of cells is not the header's.
 */
export async function* readCsvRows(
	source: AsyncIterable<Buffer>,
	dialect: CsvDialect,
): AsyncGenerator<string[]> {
	const parser = parse({
		delimiter: columnDelimiters[dialect.columnDelimiter],
		record_delimiter: lineEndings[dialect.lineEnding],
		max_record_size: maxRecordCharacters,
		relax_column_count: true,
		skip_empty_lines: true,
	});
	feed(source, dialect, parser);
	let width = 0;
	let row = 0;
	try {
		for await (const cells of parser as AsyncIterable<string[]>) {
			if (width === 0) width = cells.length;
			if (dialect.lineEnding === 'LF' && cells.at(-1)?.endsWith('\r'))
				throw wrongLineEnding(dialect);
			if (cells.length !== width) {
				const found = `Expected ${width} columns, found ${cells.length} in row ${row}`;
				throw new BulkDataError('InvalidBatch', `Failed to parse CSV. ${found}`);
			}
			row++;
			yield cells;
		}
	} catch (error) {
		throw error instanceof CsvError ? toBulkDataError(error) : error;
	}
}

/** Writes `source` into the parser, and only as fast as the rows are taken out. */
function feed(
	source: AsyncIterable<Buffer>,
	dialect: CsvDialect,
	parser: ReturnType<typeof parse>,
): void {
	const pump = async () => {
		let first = true;
		for await (const chunk of source) {
			if (first && endsLinesOtherwise(chunk, dialect)) throw wrongLineEnding(dialect);
			first = false;
			if (parser.destroyed) return;
			if (!parser.write(chunk))
				await new Promise((resume) => parser.once('drain', resume).once('close', resume));
		}
		parser.end();
	};
	pump().catch((error: Error) => parser.destroy(error));
}

/** Whether the first line that ends outside of quotes ends otherwise than declared. */
function endsLinesOtherwise(chunk: Buffer, dialect: CsvDialect): boolean {
	let quoted = false;
	for (let at = 0; at < chunk.length; at++) {
		if (chunk[at] === 0x22) quoted = !quoted;
		if (chunk[at] === 0x0a && !quoted)
			return (chunk[at - 1] === 0x0d) !== (dialect.lineEnding === 'CRLF');
	}
	return false;
}

function wrongLineEnding(dialect: CsvDialect): BulkDataError {
	return new BulkDataError(
		'ClientInputError',
		`LineEnding is invalid on user data. Current LineEnding setting is ${dialect.lineEnding}`,
	);
}

function toBulkDataError(error: CsvError): BulkDataError {
	if (error.code === 'CSV_MAX_RECORD_SIZE') {
		return new BulkDataError('InvalidBatch', `Record exceeds ${maxRecordCharacters} characters`);
	}
	return new BulkDataError('InvalidBatch', unescapedQuote);
}
