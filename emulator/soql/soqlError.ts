import { refuse, type SalesforceError } from '../core/SalesforceError';

/** How much of the statement the answer repeats on either side of the fault. */
const EXCERPT_LENGTH = 33;

/** A refusal of a statement that shows the place: excerpt, caret, row and column. */
export function refuseAt(
	errorCode: string,
	statement: string,
	offset: number,
	message: string,
): SalesforceError {
	const before = statement.slice(0, offset).split('\n');
	const column = (before.at(-1) ?? '').length + 1;
	const { excerpt, caret } = cut(statement, offset);
	const text = `\n${excerpt}\n${' '.repeat(caret)}^\nERROR at Row:${before.length}:Column:${column}\n${message}`;
	return refuse(400, errorCode, text);
}

/** A syntax error without a place. */
export function malformed(message: string): SalesforceError {
	return refuse(400, 'MALFORMED_QUERY', message);
}

function cut(statement: string, offset: number): { excerpt: string; caret: number } {
	const line = statement.replace(/\s/g, ' ');
	let start = Math.max(0, offset - EXCERPT_LENGTH);
	while (start > 0 && start < offset && !/[\s,]/.test(line.charAt(start - 1))) start++;
	let end = Math.min(line.length, offset + EXCERPT_LENGTH);
	while (end < line.length && !/[\s,]/.test(line.charAt(end))) end++;
	return { excerpt: line.slice(start, end), caret: offset - start };
}

/** Where an identifier or token stands in the statement, outside quotes; 0 if it is not found. */
export function findToken(statement: string, token: string, from = 0): number {
	const wanted = token.toLowerCase();
	const tokens = /'(?:\\.|[^'\\])*'|[A-Za-z][\w.]*|\d[\w.:+-]*|\S/g;
	tokens.lastIndex = from;
	for (let match = tokens.exec(statement); match; match = tokens.exec(statement)) {
		if (match[0].toLowerCase() === wanted) return match.index;
	}
	return 0;
}
