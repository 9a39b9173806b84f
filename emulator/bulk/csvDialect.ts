export const columnDelimiters = {
	BACKQUOTE: '`',
	CARET: '^',
	COMMA: ',',
	PIPE: '|',
	SEMICOLON: ';',
	TAB: '\t',
} as const;

export const lineEndings = { LF: '\n', CRLF: '\r\n' } as const;

/** The CSV dialect of a job, in Salesforce's words. */
export interface CsvDialect {
	columnDelimiter: keyof typeof columnDelimiters;
	lineEnding: keyof typeof lineEndings;
}

/** The dialect of a job that names none. */
export const defaultDialect: CsvDialect = { columnDelimiter: 'COMMA', lineEnding: 'LF' };
