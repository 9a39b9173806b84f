import { joinQuery, type SoqlPart } from './bindQuery';
import { readDateLiteral } from './dateLiterals';
import { InvalidInputError } from './errors';
import { type BindType, checkIdentifier, quoteText, toLiteral } from './soql';

export type FilterOperator =
	| 'equals'
	| 'notEquals'
	| 'greater'
	| 'greaterOrEqual'
	| 'less'
	| 'lessOrEqual'
	| 'contains'
	| 'startsWith'
	| 'endsWith'
	| 'in'
	| 'notIn'
	| 'includes'
	| 'excludes'
	| 'inPeriod'
	| 'isEmpty'
	| 'isNotEmpty';

export interface Filter {
	field: string;
	operator: FilterOperator;
	/** A list for `in`, `notIn`, `includes` and `excludes`; a date literal such as `LAST_N_DAYS:30` for `inPeriod`. */
	value?: unknown;
}

export interface Sort {
	field: string;
	direction: 'ASC' | 'DESC';
	nulls?: 'FIRST' | 'LAST';
}

export interface QueryShape {
	object: string;
	fields: string[];
	filters?: Filter[];
	/** How the filters go together. @default 'all' */
	match?: 'all' | 'any';
	/** SOQL that must match too. */
	condition?: string;
	sort?: Sort[];
	limit?: number;
}

const COMPARISONS: Partial<Record<FilterOperator, string>> = {
	equals: '=',
	notEquals: '!=',
	greater: '>',
	greaterOrEqual: '>=',
	less: '<',
	lessOrEqual: '<=',
};

const LISTS: Partial<Record<FilterOperator, string>> = {
	in: 'IN',
	notIn: 'NOT IN',
	includes: 'INCLUDES',
	excludes: 'EXCLUDES',
};

const LIKES: Partial<Record<FilterOperator, [before: string, after: string]>> = {
	contains: ['%', '%'],
	startsWith: ['', '%'],
	endsWith: ['%', ''],
};

const NUMBERS = new Set(['int', 'long', 'double', 'currency', 'percent']);

/** How a field of a Salesforce type is compared; `auto` if the type isn't known. */
function bindTypeOf(type: string | undefined): BindType {
	if (type === undefined) return 'auto';
	if (NUMBERS.has(type)) return 'number';
	if (type === 'boolean' || type === 'date' || type === 'datetime' || type === 'time') return type;
	return 'string';
}

/** Wildcards in the text are read as normal characters. The quoting comes first, because otherwise it would quote the backslashes. */
const quotePattern = (text: string, [before, after]: [string, string]): string =>
	`'${before}${quoteText(text)
		.slice(1, -1)
		.replace(/[%_]/g, (wildcard) => `\\${wildcard}`)}${after}'`;

/** What values of filters are written by. */
export interface FilterTypes {
	/** Salesforce's field types by name in lower case. */
	types?: Map<string, string>;
	/** Of a moment that names none. @default 'UTC' */
	zone?: string;
}

/** NULL in a list matches nothing: it is written in another way, as for bind variables. */
function writeList(
	name: string,
	operator: FilterOperator,
	values: unknown[],
	literal: (value: unknown) => string,
): SoqlPart[] {
	const isNegated = operator === 'notIn' || operator === 'excludes';
	const comparison = isNegated ? '!=' : '=';
	if (values.length === 0) return [`Id ${comparison} NULL`];
	const present = values.filter((value) => value !== null && value !== undefined);
	if (present.length === 0) return [`${name} ${comparison} NULL`];
	const items = [...new Set(present.map(literal))];
	const isWhole = present.length === values.length;
	const list: SoqlPart[] = [
		`${name} ${LISTS[operator]!} (`,
		{ items, splittable: operator === 'in' && isWhole },
		')',
	];
	if (isWhole) return list;
	return ['(', ...list, ` ${isNegated ? 'AND' : 'OR'} ${name} ${comparison} NULL)`];
}

/** @throws InvalidInputError for a field that is not a date, or for what is not a date literal */
function writePeriod(name: string, value: unknown, type: string | undefined): string {
	const literal = readDateLiteral(value, type);
	if (literal !== undefined) return `${name} = ${literal}`;
	throw new InvalidInputError(
		`The filter on '${name}': only a date field can be compared with a period`,
		'Choose a date field, or another operator',
	);
}

function writeFilter({ field, operator, value }: Filter, { types, zone }: FilterTypes): SoqlPart[] {
	const name = checkIdentifier(field);
	const type = types?.get(name.toLowerCase());
	if (operator === 'inPeriod') return [writePeriod(name, value, type)];
	const literal = (single: unknown): string => readDateLiteral(single, type) ?? write(single);
	const write = (single: unknown): string => {
		try {
			return toLiteral(single, bindTypeOf(type), zone);
		} catch (error) {
			if (!(error instanceof InvalidInputError)) throw error;
			throw new InvalidInputError(`The filter on '${name}': ${error.message}`, error.advice);
		}
	};
	const like = LIKES[operator];
	if (like) {
		const text = String((value as string | number | null | undefined) ?? '');
		return [`${name} LIKE ${quotePattern(text, like)}`];
	}
	if (LISTS[operator] !== undefined) {
		return writeList(name, operator, Array.isArray(value) ? value : [value], literal);
	}
	if (operator === 'isEmpty') return [`${name} = NULL`];
	if (operator === 'isNotEmpty') return [`${name} != NULL`];
	const comparison = COMPARISONS[operator];
	if (comparison === undefined) throw new InvalidInputError(`"${operator}" is not an operator`);
	return [`${name} ${comparison} ${literal(value)}`];
}

/** One of a few words, which an expression may have given. */
function checkWord(word: unknown, known: string[], label: string): string {
	const text = String(word).trim().toUpperCase();
	if (known.includes(text)) return text;
	throw new InvalidInputError(
		`"${String(word)}" is not a ${label} to sort by`,
		`Write ${known.join(' or ')}`,
	);
}

function writeSort({ field, direction, nulls }: Sort): string {
	const order = `${checkIdentifier(field)} ${checkWord(direction, ['ASC', 'DESC'], 'direction')}`;
	if (nulls === undefined) return order;
	return `${order} NULLS ${checkWord(nulls, ['FIRST', 'LAST'], 'place for empty values')}`;
}

/** Parts with text between them. A list is split only where its condition must hold in any case. */
function join(conditions: SoqlPart[][], between: string, splittable: boolean): SoqlPart[] {
	return conditions.flatMap((parts, n) => [
		...(n > 0 ? [between] : []),
		...parts.map((part) =>
			typeof part === 'string' ? part : { ...part, splittable: part.splittable && splittable },
		),
	]);
}

/**
 * The filters as one condition, for a statement that other code writes.
 *
 * @returns SOQL as after WHERE, `''` if there are no filters
 * @throws InvalidInputError for what is not a name, or a value that the field can't be compared with
 */
export function writeFilters(
	filters: Filter[],
	match: 'all' | 'any',
	options: FilterTypes = {},
): string {
	const written = filters.map((filter) => writeFilter(filter, options));
	return joinQuery(join(written, match === 'any' ? ' OR ' : ' AND ', false));
}

/**
 * A SELECT from its parts. Values are quoted by their field's type.
 *
 * @returns the statement in parts, for `joinQuery` or `splitQuery`. If it is split, the limit applies to each
 * statement
 * @throws InvalidInputError for what is neither a name nor a direction, or a value that the field can't be compared
 * with
 */
export function buildQuery(query: QueryShape, options: FilterTypes = {}): SoqlPart[] {
	const written = (query.filters ?? []).map((filter) => writeFilter(filter, options));
	const isAny = query.match === 'any' && written.length > 1;
	const sort = (query.sort ?? []).map(writeSort);
	const extra = query.condition?.trim() ?? '';
	// A condition in SOQL may continue after WHERE.
	const isOrdered = sort.length > 0 || /\b(?:ORDER|LIMIT|OFFSET|GROUP|FOR)\b/i.test(extra);
	const filters = join(written, isAny ? ' OR ' : ' AND ', !isAny && !isOrdered);
	const where = [filters, ...(extra === '' ? [] : [[extra]])].filter((parts) => parts.length > 0);
	// SOQL refuses AND next to OR without parentheses.
	const conditions = where.length > 1 ? ['(', ...join(where, ') AND (', true), ')'] : where.flat();
	const { limit } = query;
	return [
		`SELECT ${query.fields.map(checkIdentifier).join(', ')} FROM ${checkIdentifier(query.object)}`,
		...(conditions.length > 0 ? [' WHERE ', ...conditions] : []),
		...(sort.length > 0 ? [` ORDER BY ${sort.join(', ')}`] : []),
		...(limit !== undefined && Number.isFinite(limit) ? [` LIMIT ${limit}`] : []),
	];
}
