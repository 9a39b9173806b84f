import { refuse } from '../core/SalesforceError';

/** Which fields a search looks into. */
export type SearchGroup = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR';

export interface Returning {
	object: string;
	/** Names, as the statement gives them; empty: the id alone. */
	fields: string;
	/** WHERE, ORDER BY, LIMIT and OFFSET of the object. */
	clauses: string;
}

export interface Search {
	/** As written between the braces, escapes still in it. */
	term: string;
	group: SearchGroup;
	/** Empty: every object that can be searched. */
	returning: Returning[];
	limit: number;
}

const MAX_RESULTS = 2000;

/**
 * Parses a SOSL statement.
 *
 * @throws SalesforceError 400 MALFORMED_SEARCH
 */
export function parseSosl(statement: string): Search {
	const head =
		/^\s*FIND\s*\{((?:\\[^]|[^\\{}])*)\}\s*(?:IN\s+(ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS\s*)?/i.exec(
			statement,
		);
	if (!head) throw malformed(statement, 'expecting FIND {search term}');
	const rest = statement.slice(head[0].length);
	const { returning, tail } = /^RETURNING\s/i.test(rest)
		? readReturning(rest.replace(/^RETURNING\s+/i, ''))
		: { returning: [], tail: rest };
	const end = /^\s*(?:LIMIT\s+(\d+)\s*)?$/i.exec(tail);
	if (!end) throw malformed(statement, `unexpected token: ${tail.trim().split(/\s/)[0] ?? ''}`);
	return {
		term: head[1] ?? '',
		group: (head[2] ?? 'ALL').toUpperCase() as SearchGroup,
		returning,
		limit: Math.min(MAX_RESULTS, Number(end[1] ?? MAX_RESULTS)),
	};
}

/** A refusal of a search statement. */
export function malformed(statement: string, reason: string) {
	return refuse(400, 'MALFORMED_SEARCH', `${reason} in: ${statement.slice(0, 200)}`);
}

/** `Account(Id, Name WHERE Industry = 'Banking' LIMIT 5), Contact LIMIT 10`. */
function readReturning(text: string): { returning: Returning[]; tail: string } {
	const returning: Returning[] = [];
	let rest = text;
	for (;;) {
		const name = /^\s*(\w+)\s*/.exec(rest);
		if (!name?.[1]) throw malformed(text, 'expecting an object after RETURNING');
		rest = rest.slice(name[0].length);
		let inner = '';
		if (rest.startsWith('(')) {
			const end = closingParenthesis(rest);
			inner = rest.slice(1, end);
			rest = rest.slice(end + 1);
		}
		returning.push({ object: name[1], ...splitClauses(inner) });
		const comma = /^\s*,/.exec(rest);
		if (!comma) return { returning, tail: rest };
		rest = rest.slice(comma[0].length);
	}
}

function splitClauses(inner: string): { fields: string; clauses: string } {
	const index = inner.search(/\b(?:WHERE|ORDER\s+BY|LIMIT|OFFSET)\b/i);
	return index < 0
		? { fields: inner.trim(), clauses: '' }
		: { fields: inner.slice(0, index).trim(), clauses: inner.slice(index) };
}

function closingParenthesis(text: string): number {
	let depth = 0;
	for (const match of text.matchAll(/'(?:\\.|[^'\\])*'|[()]/g)) {
		if (match[0] === '(') depth++;
		else if (match[0] === ')' && --depth === 0) return match.index;
	}
	throw malformed(text, 'a parenthesis is not closed');
}
