/**
 * Rows as CSV text, each ending in LF; quotes where RFC 4180 asks for them. A row of one empty cell
 * is written as `""`: a blank line would be no row at all.
 */
export async function formatRows(rows: string[][], delimiter = ','): Promise<string> {
	if (rows.length === 0) return '';
	const { default: papa } = await import('papaparse');
	const single = rows.some((row) => row.length === 1 && row[0] === '');
	return `${papa.unparse(rows, { delimiter, newline: '\n', quotes: single })}\n`;
}
