import { type Expected, type Pattern } from './Case';
import { describeShape, shapeOfText, type Words } from './shape';

/** One part of an answer that is not as it should be. Holds no value of the org. */
export interface Difference {
	/** `status`, `header content-type`, `body.0.errorCode`. */
	where: string;
	expected: string;
	seen: string;
}

/** An answer as cases look at it. */
export interface Seen {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	/** Parsed where it is JSON, else text. */
	body: unknown;
}

const KINDS: Record<string, (value: unknown) => boolean> = {
	any: () => true,
	string: (value) => typeof value === 'string',
	number: (value) => typeof value === 'number',
	boolean: (value) => typeof value === 'boolean',
	object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
	array: Array.isArray,
	null: (value) => value === null,
	id: (value) => typeof value === 'string' && /^[a-zA-Z0-9]{18}$/.test(value),
	datetime: matches(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+0000$/),
	date: matches(/^\d{4}-\d{2}-\d{2}$/),
	time: matches(/^\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
	path: matches(/^\/services\//),
	url: matches(/^https?:\/\/[^/]+/),
};

function matches(expression: RegExp): (value: unknown) => boolean {
	return (value) => typeof value === 'string' && expression.test(value);
}

/**
 * Whether a value fits a pattern.
 *
 * A pattern is a JSON value. A text that begins with `@` names a kind: `@string`, `@number`, `@boolean`, `@null`,
 * `@any`, `@object`, `@array`, `@id` or `@id:001`, `@datetime`, `@date`, `@time`, `@path`, `@url`, or `@/expression/`
 * for a text; with a `?` at its end null fits, too. Any other text, number or boolean is that very value. Of an object
 * each key named must be there, further ones may; `key?` may be missing, `!key` must; with `@only` there is no other. A list
 * has as many entries as its pattern; `{"@each": …}` is a list all of whose entries fit, `{"@some": …}` one with one
 * that does, and `@min` its least length.
 */
export function comparePattern(
	pattern: Pattern,
	value: unknown,
	where: string,
	words: Words,
): Difference[] {
	const differs = (expected: string): Difference[] => [
		{ where, expected, seen: describeShape(value, words, where.split('.').at(-1)) },
	];
	if (typeof pattern === 'string' && pattern.startsWith('@')) {
		return fitsKind(pattern, value) ? [] : differs(pattern);
	}
	if (Array.isArray(pattern)) {
		if (!Array.isArray(value)) return differs('a list');
		if (value.length !== pattern.length) {
			return [{ where, expected: `${pattern.length} entries`, seen: `${value.length} entries` }];
		}
		return pattern.flatMap((one, at) => comparePattern(one, value[at], `${where}.${at}`, words));
	}
	if (typeof pattern === 'object' && pattern !== null) {
		const keys = pattern as Record<string, unknown>;
		if ('@each' in keys || '@some' in keys) return compareList(keys, value, where, words);
		return compareObject(keys, value, where, words);
	}
	return value === pattern ? [] : differs(JSON.stringify(pattern));
}

function fitsKind(pattern: string, value: unknown): boolean {
	const [, kind = '', optional] = /^@(.*?)(\?)?$/s.exec(pattern) ?? [];
	if (optional && value === null) return true;
	const expression = /^\/(.*)\/$/s.exec(kind)?.[1];
	if (expression !== undefined) return matches(new RegExp(expression, 's'))(value);
	const [name = '', prefix] = kind.split(':');
	const fits = KINDS[name];
	if (!fits) throw new Error(`There is no kind ${pattern}`);
	return fits(value) && (prefix === undefined || String(value).startsWith(prefix));
}

function compareList(
	{ '@each': each, '@some': some, '@min': min = 0 }: Record<string, unknown>,
	value: unknown,
	where: string,
	words: Words,
): Difference[] {
	if (!Array.isArray(value)) {
		return [{ where, expected: 'a list', seen: describeShape(value, words) }];
	}
	if (value.length < Number(min)) {
		const expected = `at least ${String(min)} entries`;
		return [{ where, expected, seen: `${value.length} entries` }];
	}
	if (each !== undefined) {
		for (const [at, one] of value.entries()) {
			const found = comparePattern(each, one, `${where}.${at}`, words);
			if (found.length > 0) return found;
		}
	}
	const isThere =
		some === undefined || value.some((one) => comparePattern(some, one, where, words).length === 0);
	if (isThere) return [];
	return [{ where, expected: `an entry like ${JSON.stringify(some)}`, seen: 'none' }];
}

function compareObject(
	pattern: Record<string, unknown>,
	value: unknown,
	where: string,
	words: Words,
): Difference[] {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return [{ where, expected: 'an object', seen: describeShape(value, words) }];
	}
	const given = value as Record<string, unknown>;
	const named = new Set<string>();
	const found = Object.entries(pattern).flatMap(([key, part]): Difference[] => {
		if (key === '@only') return [];
		const [, absent, name = '', optional] = /^(!)?(.*?)(\?)?$/s.exec(key) ?? [];
		named.add(name);
		const isThere = Object.hasOwn(given, name);
		const at = `${where}.${name}`;
		if (absent) return isThere ? [{ where: at, expected: 'no such key', seen: 'there' }] : [];
		if (!isThere) return optional ? [] : [{ where: at, expected: 'the key', seen: 'missing' }];
		return comparePattern(part, given[name], at, words);
	});
	const strangers = pattern['@only'] ? Object.keys(given).filter((key) => !named.has(key)) : [];
	if (strangers.length === 0) return found;
	return [...found, { where, expected: 'no other keys', seen: `${strangers.length} more` }];
}

/** All that is not as expected of an answer. */
export function compareAnswer(expected: Expected, seen: Seen, words: Words): Difference[] {
	const statuses = [expected.status].flat();
	const found: Difference[] = [];
	if (!statuses.includes(seen.status)) {
		found.push({ where: 'status', expected: statuses.join(' or '), seen: String(seen.status) });
	}
	for (const [name, expression] of Object.entries(expected.headers ?? {})) {
		const value = seen.headers[name.toLowerCase()];
		const where = `header ${name.toLowerCase()}`;
		if (expression === null) {
			if (value !== undefined) found.push({ where, expected: 'none', seen: 'there' });
		} else if (value === undefined) found.push({ where, expected: expression, seen: 'missing' });
		else if (!new RegExp(expression, 'i').test(value)) {
			found.push({ where, expected: expression, seen: words.mask(value) });
		}
	}
	if (expected.text !== undefined) {
		const text = typeof seen.body === 'string' ? seen.body : undefined;
		if (text === undefined || !new RegExp(expected.text, 's').test(text)) {
			const shown = text === undefined ? 'no text' : shapeOfText(text, words);
			found.push({ where: 'body', expected: `text like ${expected.text}`, seen: shown });
		}
	}
	if ('body' in expected) found.push(...comparePattern(expected.body, seen.body, 'body', words));
	return found;
}
