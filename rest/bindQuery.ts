import { InvalidInputError } from './errors';
import { type BindType, replaceTexts, toLiteral } from './soql';

/** A value for `:name`, as in Apex. */
export interface Bind {
	name: string;
	/** A list in `value` has this type for each of its elements. @default 'auto' */
	type?: BindType;
	value: unknown;
	/** Of a moment that names none. @default 'UTC' */
	zone?: string;
}

/** A part of a bound statement: SOQL, or the list of an IN. */
export type SoqlPart = string | SoqlList;

export interface SoqlList {
	/** Literals, in order. */
	items: string[];
	/** Whether splitting the list over several statements gives the same rows, each once. */
	splittable: boolean;
}

interface Place {
	name: string;
	/** The position of the colon. */
	start: number;
	end: number;
}

/** Each string is one token, so that nothing inside it is read as a bind variable. */
const TOKENS = /'(?:[^'\\]|\\[\s\S]?)*(?:'|$)|:\s*([a-z_]\w*)/gi;

const VALUE_BEFORE = /(?:[=<>]|\b(?:LIKE|LIMIT|OFFSET))\s*$/i;
/** LAST_N_DAYS:days and N_DAYS_AGO:days take a number. */
const DATE_LITERAL_BEFORE = /\b(?:(?:LAST|NEXT)_N_[A-Z_]+|N_[A-Z_]+_AGO)$/i;
const LIST_BEFORE = /\b(?:IN|INCLUDES|EXCLUDES)\s*$/i;
/** Inside the parentheses of a list that is written out. */
const LIST_ITEM_BEFORE = /\b(?:IN|INCLUDES|EXCLUDES)\s*\((?!\s*SELECT\b)(?:[^()]*,)?\s*$/i;
const CONDITION_BEFORE =
	/(?<![\w.])([a-z][\w.]*(?:\s*\([^()']*\))?)\s+(NOT\s+)?(IN|INCLUDES|EXCLUDES)\s*$/i;

function findPlaces(soql: string): Place[] {
	const places: Place[] = [];
	for (const match of soql.matchAll(TOKENS)) {
		if (match[1] === undefined) continue;
		places.push({ name: match[1], start: match.index, end: match.index + match[0].length });
	}
	return places;
}

/** The names that a statement asks values for, each once, in order of appearance. */
export const listBinds = (soql: string): string[] => [
	...new Set(findPlaces(soql).map((place) => place.name)),
];

function findBind(binds: Bind[], name: string): Bind {
	const bind = binds.find((candidate) => candidate.name.replace(/^:/, '').trim() === name);
	if (bind) return bind;
	const known = binds.map((candidate) => `:${candidate.name.replace(/^:/, '')}`).join(', ');
	throw new InvalidInputError(
		`The query uses :${name}, but no bind variable has this name`,
		known === '' ? 'Add it under Bind Variables' : `Bind variables given: ${known}`,
	);
}

/** Adds the bind's name to what is said about its value. */
function literalOf(bind: Bind, value: unknown): string {
	try {
		return toLiteral(value, bind.type, bind.zone);
	} catch (error) {
		if (!(error instanceof InvalidInputError)) throw error;
		throw new InvalidInputError(`Bind variable :${bind.name}: ${error.message}`, error.advice);
	}
}

/** The statement with its string literals blanked out, every position kept. */
const blankStrings = (soql: string): string =>
	replaceTexts(soql, (text) => ' '.repeat(text.length));

/**
 * A list may be cut only if the rows stay the same: the condition must be in the outer query, joined by AND alone,
 * and nothing may order, limit or aggregate the rows.
 */
function isSplittable(bare: string, before: string): boolean {
	if (/\b(?:OR|NOT|ORDER|GROUP|LIMIT|OFFSET|HAVING|INCLUDES|EXCLUDES|FOR)\b/i.test(bare))
		return false;
	if (/\b(?:COUNT|COUNT_DISTINCT|SUM|AVG|MIN|MAX)\s*\(/i.test(bare)) return false;
	const depth = (before.match(/\(/g) ?? []).length - (before.match(/\)/g) ?? []).length;
	return depth === 0;
}

/** What replaces a place: how much of the text before it is rewritten, and the new text. */
interface Bound {
	rewritten: number;
	parts: SoqlPart[];
}

const insert = (...parts: SoqlPart[]): Bound => ({ rewritten: 0, parts });

/** A list after IN. SOQL has no empty list, and NULL in a list matches nothing: both are written in another way. */
function bindList(bare: string, before: string, bind: Bind, values: unknown[]): Bound {
	const items = values.filter((value) => value !== null && value !== undefined);
	const literals = [...new Set(items.map((value) => literalOf(bind, value)))];
	if (items.length === values.length && items.length > 0) {
		return insert('(', { items: literals, splittable: isSplittable(bare, before) }, ')');
	}
	const condition = CONDITION_BEFORE.exec(before);
	if (!condition) throw new InvalidInputError(`The list bound to :${bind.name} is empty`);
	const [whole, field, not, operator] = condition;
	const negated = not !== undefined || operator?.toUpperCase() === 'EXCLUDES';
	const rewritten = whole.length;
	const comparison = negated ? '!=' : '=';
	if (values.length === 0) return { rewritten, parts: [`Id ${comparison} NULL`] };
	if (literals.length === 0) return { rewritten, parts: [`${field} ${comparison} NULL`] };
	const list = { items: literals, splittable: false };
	const isNull = `) ${negated ? 'AND' : 'OR'} ${field} ${comparison} NULL)`;
	return { rewritten, parts: [`(${whole.trim()} (`, list, isNull] };
}

/** @param before everything in front of the place, string literals blanked */
function bindPlace(bare: string, before: string, bind: Bind): Bound {
	const isList = Array.isArray(bind.value);
	const values = isList ? (bind.value as unknown[]) : [bind.value];
	if (LIST_BEFORE.test(before)) return bindList(bare, before, bind, values);
	if (LIST_ITEM_BEFORE.test(before)) {
		if (values.length === 0)
			throw new InvalidInputError(`The list bound to :${bind.name} is empty`);
		return insert(values.map((value) => literalOf(bind, value)).join(','));
	}
	if (isList) {
		throw new InvalidInputError(`:${bind.name} is a list, and only IN takes one`, 'Write IN :name');
	}
	if (DATE_LITERAL_BEFORE.test(before)) {
		return insert(`:${literalOf({ ...bind, type: 'number' }, bind.value)}`);
	}
	if (VALUE_BEFORE.test(before)) return insert(literalOf(bind, bind.value));
	throw new InvalidInputError(
		`:${bind.name} is in a place where SOQL does not allow a value`,
		'Only values can be bound, not names of fields or objects',
	);
}

/**
 * Puts values into a statement, typed and escaped. `:name` inside a string literal stays text.
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/langCon_apex_SOQL_variables.htm
 *
 * @returns the statement in parts, for `joinQuery` or `splitQuery`
 * @throws InvalidInputError for a name without a value, a value that doesn't fit its type, or a bind in the place
 * of a name
 */
export function bindQuery(soql: string, binds: Bind[]): SoqlPart[] {
	const bare = blankStrings(soql);
	const parts: SoqlPart[] = [];
	let from = 0;
	for (const place of findPlaces(soql)) {
		const bound = bindPlace(bare, bare.slice(0, place.start), findBind(binds, place.name));
		parts.push(soql.slice(from, place.start - bound.rewritten), ...bound.parts);
		from = place.end;
	}
	return [...parts, soql.slice(from)];
}

/** The whole statement. */
export const joinQuery = (parts: SoqlPart[]): string =>
	parts.map((part) => (typeof part === 'string' ? part : part.items.join(','))).join('');
