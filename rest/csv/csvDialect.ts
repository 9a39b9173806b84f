/** Column delimiters of a Bulk API 2.0 job, by the name that the job is declared with. */
export const columnDelimiters = {
	COMMA: ',',
	SEMICOLON: ';',
	TAB: '\t',
	PIPE: '|',
	CARET: '^',
	BACKQUOTE: '`',
} as const;

export type ColumnDelimiter = keyof typeof columnDelimiters;

/** The delimiter of a job's lists; other tools make jobs with others than ours. */
export const delimiterOf = ({ columnDelimiter }: { columnDelimiter?: ColumnDelimiter }): string =>
	columnDelimiters[columnDelimiter ?? 'COMMA'];

const names = Object.keys(columnDelimiters) as ColumnDelimiter[];

/**
 * The delimiter of a file, found in its header. A header holds API names, in which none of the six delimiters can
 * occur. So the delimiter is the one that occurs most often outside quotes. A header of one column has none and
 * counts as COMMA.
 */
export function detectColumnDelimiter(header: string): ColumnDelimiter {
	const unquoted = header.replace(/"[^"]*"/g, '');
	let best: ColumnDelimiter = 'COMMA';
	let most = 0;
	for (const name of names) {
		const count = unquoted.split(columnDelimiters[name]).length - 1;
		if (count > most) [best, most] = [name, count];
	}
	return best;
}
