import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import { type SalesforceError } from '../core/SalesforceError';
import { malformed, refuseAt } from './soqlError';

const MAX_STATEMENT_LENGTH = 100_000;

/**
 * Parses a statement.
 *
 * @throws SalesforceError MALFORMED_QUERY, with the place of the mistake if it is known
 */
export function parseSoql(statement: string): Query {
	if (statement.length > MAX_STATEMENT_LENGTH) {
		throw malformed(`SOQL statements can not be longer than ${MAX_STATEMENT_LENGTH} characters`);
	}
	try {
		return parseQuery(asParserKnows(statement));
	} catch (error) {
		throw locate(statement, error instanceof Error ? error.message : '');
	}
}

/**
 * Writes two kinds of literal that the parser doesn't know in the way that it does. The value of a Time field,
 * `09:30:00.000Z`, gets a day, which readLiteral drops. A moment without seconds, `2026-01-31T09:30Z`, gets
 * seconds.
 */
const asParserKnows = (statement: string): string =>
	statement.replace(LITERALS, (token, moment: string | undefined) => {
		if (token.startsWith("'")) return token;
		return moment === undefined ? `1970-01-01T${token}` : token.replace(moment, `${moment}:00`);
	});

const LITERALS =
	/'(?:[^'\\]|\\[\s\S])*'|(?<![\w:.+-])\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z\b|(?<![\w:.+-])(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?:Z\b|[+-]\d{2}:?\d{2})(?![\d:])/g;

function locate(statement: string, message: string): SalesforceError {
	const unexpected = /unexpected character: ->(.)<- at offset: (\d+)/s.exec(message);
	if (unexpected) {
		const [, character = '', offset = '0'] = unexpected;
		const what =
			character === "'"
				? 'Bind variables only allowed in Apex code'
				: `line ${lineOf(statement, Number(offset))} no viable alternative at character '${character}'`;
		return character === "'"
			? malformed(`unexpected end of statement: string literal is not closed`)
			: malformed(what);
	}
	const found =
		/found(?: -->|:) '?(.*?)'?(?: <--)?$/s.exec(message)?.[1] ??
		/found: '?(.*?)'?$/s.exec(message)?.[1] ??
		'';
	if (found === '') return malformed("unexpected token: '<EOF>'");
	return refuseToken(statement, found);
}

function lineOf(statement: string, offset: number): string {
	const before = statement.slice(0, offset).split('\n');
	return `${before.length}:${(before.at(-1) ?? '').length}`;
}

/**
 * The place of a mistake. The parser tells the token but not its place: it is the last token of its kind up to
 * which the statement could still become valid. If a word was taken for an alias, that word is the real mistake.
 */
function refuseToken(statement: string, found: string): SalesforceError {
	const escaped = found.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	let offset = -1;
	for (const match of statement.matchAll(new RegExp(escaped, 'g'))) {
		if (isViable(statement.slice(0, match.index))) offset = match.index;
	}
	if (offset < 0) return malformed(`unexpected token: '${found}'`);
	if (/^:\s*[A-Za-z]/.test(statement.slice(offset))) {
		return refuseAt(
			'MALFORMED_QUERY',
			statement,
			offset,
			'Bind variables only allowed in Apex code',
		);
	}
	const alias = /\bSELECT\s+[\w.,\s]*?[\w.]+\s+(\w+)\s+$/i.exec(statement.slice(0, offset))?.[1];
	const culprit = alias && !/^from$/i.test(alias) ? alias : found;
	const place = culprit === found ? offset : statement.lastIndexOf(culprit, offset - 1);
	return refuseAt('MALFORMED_QUERY', statement, place, `unexpected token: '${culprit}'`);
}

function isViable(prefix: string): boolean {
	try {
		parseQuery(prefix);
		return true;
	} catch (error) {
		return /found(?: -->|:) ''|found: ''/.test(error instanceof Error ? error.message : '');
	}
}
