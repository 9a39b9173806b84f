import { CsvError, parse } from 'csv-parse/sync';
import { BulkDataError } from './BulkDataError';
import { type CsvDialect, columnDelimiters, lineEndings } from './csvDialect';
import { firstLineFeed } from './firstLine';

// Limit of Bulk API 2.0 for one record of a CSV.
const maxRecordCharacters = 400_000;
const maxBytesPerCharacter = 4;

const unescapedQuote =
	'Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote';

/**
 * The rows of an uploaded CSV as text cells, the header row first, in blocks as they come. Nothing
 * is trimmed and empty lines are skipped.
 *
 * @throws BulkDataError if Salesforce ends the job: a line ending other than the declared one,
 *   a quote out of place (a byte order mark before a quoted header is one, too), a row whose
 *   number of cells is not the header's.
 */
export async function* readCsvRows(
	source: AsyncIterable<Buffer>,
	dialect: CsvDialect,
): AsyncGenerator<string[][]> {
	const readBlock = openReader(dialect);
	let rest: Buffer = Buffer.alloc(0);
	for await (const chunk of source) {
		const block = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
		const end = lastRowEnd(block, dialect);
		rest = block.subarray(end);
		if (rest.length > maxRecordCharacters * maxBytesPerCharacter) throw tooLong();
		if (end > 0) yield readBlock(block.subarray(0, end));
	}
	if (rest.length > 0) yield readBlock(rest);
}

/** Reads one block of whole rows after the other. */
function openReader(dialect: CsvDialect): (block: Buffer) => string[][] {
	let width = 0;
	let count = 0;
	return (block) => {
		if (width === 0 && endsLinesOtherwise(block, dialect)) throw wrongLineEnding(dialect);
		const rows = parseBlock(block, dialect);
		for (const cells of rows) {
			width ||= cells.length;
			if (dialect.lineEnding === 'LF' && cells.at(-1)?.endsWith('\r')) {
				throw wrongLineEnding(dialect);
			}
			if (cells.length !== width) {
				const found = `Expected ${width} columns, found ${cells.length} in row ${count}`;
				throw new BulkDataError('InvalidBatch', `Failed to parse CSV. ${found}`);
			}
			count++;
		}
		return rows;
	};
}

function parseBlock(block: Buffer, dialect: CsvDialect): string[][] {
	try {
		return parse(block, {
			delimiter: columnDelimiters[dialect.columnDelimiter],
			record_delimiter: lineEndings[dialect.lineEnding],
			max_record_size: maxRecordCharacters,
			relax_column_count: true,
			skip_empty_lines: true,
		});
	} catch (error) {
		if (!(error instanceof CsvError)) throw error;
		if (error.code === 'CSV_MAX_RECORD_SIZE') throw tooLong();
		throw new BulkDataError('InvalidBatch', unescapedQuote);
	}
}

/** Where the last row that is whole ends: after its line ending. */
function lastRowEnd(block: Buffer, { lineEnding }: CsvDialect): number {
	let quoted = false;
	let end = 0;
	for (let at = 0; at < block.length; at++) {
		const byte = block[at];
		if (byte === 0x22) quoted = !quoted;
		else if (byte === 0x0a && !quoted && (lineEnding === 'LF' || block[at - 1] === 0x0d)) {
			end = at + 1;
		}
	}
	return end;
}

/** Whether the first line that ends outside of quotes ends otherwise than declared. */
function endsLinesOtherwise(block: Buffer, dialect: CsvDialect): boolean {
	const end = firstLineFeed(block);
	return end !== -1 && (block[end - 1] === 0x0d) !== (dialect.lineEnding === 'CRLF');
}

function wrongLineEnding(dialect: CsvDialect): BulkDataError {
	return new BulkDataError(
		'ClientInputError',
		`LineEnding is invalid on user data. Current LineEnding setting is ${dialect.lineEnding}`,
	);
}

function tooLong(): BulkDataError {
	return new BulkDataError('InvalidBatch', `Record exceeds ${maxRecordCharacters} characters`);
}
