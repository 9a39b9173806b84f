/**
 * Rows as CSV text, each ending in LF, with quotes where RFC 4180 needs them. A row of one empty cell is written as
 * `""`, because a blank line would not be a row.
 */
export async function formatRows(rows: string[][], delimiter = ','): Promise<string> {
	if (rows.length === 0) return '';
	const { default: papa } = await import('papaparse');
	const single = rows.some((row) => row.length === 1 && row[0] === '');
	return `${papa.unparse(rows, { delimiter, newline: '\n', quotes: single })}\n`;
}
