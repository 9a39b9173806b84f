import { stringify } from 'csv-stringify/sync';
import { type CsvDialect, columnDelimiters, lineEndings } from './csvDialect';

/** Rows as CSV text, every cell quoted as Bulk API 2.0 does; `null` is an empty cell. */
export function writeCsv(
	rows: readonly (readonly (string | null)[])[],
	dialect: CsvDialect,
): string {
	return stringify(rows as (string | null)[][], {
		delimiter: columnDelimiters[dialect.columnDelimiter],
		record_delimiter: lineEndings[dialect.lineEnding],
		quoted: true,
		quoted_empty: true,
	});
}
