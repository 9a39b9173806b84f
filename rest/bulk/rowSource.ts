import { type CsvParts, formatRows, type OpenCsv, splitCsv, type SplitOptions } from '../csv';
import { type BulkCells, headerOfRecords } from './recordCells';

/** The source of the rows of jobs: gives them in parts for one job each. */
export type RowSource = (limits: SplitOptions) => Promise<CsvParts>;

/** The rows of a CSV, in any dialect. */
export const fromCsv =
	(open: OpenCsv): RowSource =>
	(limits) =>
		splitCsv(open, limits);

/** Rows that are formatted and sent together. */
const BATCH = 500;
const MAX_BYTES = 100_000_000;

async function* writeCsv(columns: string[], rows: string[][]) {
	yield Buffer.from(await formatRows([columns]));
	for (let from = 0; from < rows.length; from += BATCH) {
		yield Buffer.from(await formatRows(rows.slice(from, from + BATCH)));
	}
}

/** Each cell may be quoted, with every quote in it written twice. */
const mostBytes = (cells: string[]) =>
	cells.reduce((sum, cell) => sum + 2 * Buffer.byteLength(cell) + 3, 1);

/** Positions at which the next part begins. */
function cut(rows: string[][], maxBytes: number): number[] {
	const starts = [0];
	let bytes = 0;
	rows.forEach((cells, at) => {
		const size = mostBytes(cells);
		if (bytes > 0 && bytes + size > maxBytes) {
			starts.push(at);
			bytes = 0;
		}
		bytes += size;
	});
	return starts;
}

/** Records whose cells are known: nothing has to be read off a CSV to find the row of a result. */
export const fromRecords =
	(records: BulkCells[]): RowSource =>
	({ maxBytes = MAX_BYTES }) => {
		const columns = headerOfRecords(records);
		const places = new Map(columns.map((name, at) => [name.toLowerCase(), at]));
		const rows = records.map((record) => {
			const row = columns.map(() => '');
			for (const name in record) row[places.get(name.toLowerCase())!] = record[name]!;
			return row;
		});
		const starts = rows.length === 0 ? [] : cut(rows, maxBytes);
		let part = 0;
		const next = () => {
			const firstRow = starts[part];
			if (firstRow === undefined) return Promise.resolve(undefined);
			part += 1;
			const own = rows.slice(firstRow, starts[part]);
			const read = () => writeCsv(columns, own);
			return Promise.resolve({ firstRow, rows: own.length, read, cells: own });
		};
		return Promise.resolve({
			header: columns,
			columnDelimiter: 'COMMA' as const,
			next,
			close: () => Promise.resolve(),
		});
	};
