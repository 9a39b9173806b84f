import { checkIdentifier, InvalidInputError, quoteText, replaceTexts } from '../../rest';
import type { PageBounds } from './readChanges';

export interface ChangeQuery {
	object: string;
	/** Field paths, `Id` first. */
	columns: readonly string[];
	stampField: string;
	/** Bare SOQL; may be empty. */
	filter: string;
}

/** A moment as SOQL writes it. */
const toLiteral = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');

/** Rows after a position, in order. One page; the next one starts after its last row. */
export function buildChangeQuery(query: ChangeQuery, { from, before, limit }: PageBounds): string {
	const { object, columns, stampField, filter } = query;
	const stamp = toLiteral(from.stamp);
	const terms = [
		`${stampField} >= ${stamp}`,
		...(from.id === '' ? [] : [`(${stampField} > ${stamp} OR Id > ${quoteText(from.id)})`]),
		...(before === undefined ? [] : [`${stampField} < ${toLiteral(before)}`]),
		...(filter === '' ? [] : [`(${filter})`]),
	];
	return (
		`SELECT ${columns.join(', ')} FROM ${checkIdentifier(object)} ` +
		`WHERE ${terms.join(' AND ')} ORDER BY ${stampField}, Id LIMIT ${limit}`
	);
}

/** The latest rows, newest first: what a manual test shows. */
export function buildSampleQuery(query: ChangeQuery, limit: number): string {
	const { object, columns, stampField, filter } = query;
	const where = filter === '' ? '' : ` WHERE ${filter}`;
	const order = `ORDER BY ${stampField} DESC, Id DESC`;
	return `SELECT ${columns.join(', ')} FROM ${checkIdentifier(object)}${where} ${order} LIMIT ${limit}`;
}

/**
 * A condition that can stand in parentheses: without WHERE, and with every parenthesis and quote
 * closed, so that it can't reach into the rest of the statement.
 *
 * @throws InvalidInputError
 */
export function readCondition(text: string): string {
	const condition = text.trim().replace(/^WHERE\b\s*/i, '');
	const advice = "Check the parentheses and quotes in 'Condition'";
	let depth = 0;
	const outsideTexts = replaceTexts(condition, (_text, isClosed) => (isClosed ? '' : "'"));
	for (const character of outsideTexts) {
		if (character === '(') depth += 1;
		if (character === ')') depth -= 1;
		if (depth < 0)
			throw new InvalidInputError("The condition closes a '(' that it never opened", advice);
	}
	if (depth > 0) throw new InvalidInputError("The condition leaves a '(' open", advice);
	if (outsideTexts.includes("'")) {
		throw new InvalidInputError('The condition leaves a quote open', advice);
	}
	return condition;
}
