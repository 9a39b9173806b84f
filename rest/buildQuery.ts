import { InvalidInputError } from './InvalidInputError';
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
	| 'isEmpty'
	| 'isNotEmpty';

export interface Filter {
	field: string;
	operator: FilterOperator;
	/** A list for `in`, `notIn`, `includes` and `excludes`. */
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
	/** SOQL that must hold as well. */
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

/** Date literals stand unquoted: `TODAY`, `LAST_N_DAYS:30`. */
const DATE_LITERAL =
	/^(?:TODAY|YESTERDAY|TOMORROW|(?:THIS|LAST|NEXT)_[A-Z_0-9]+(?::\d+)?|N_[A-Z_]+_AGO:\d+)$/i;

/** How a field of a Salesforce type is compared; `auto` where the type isn't known. */
function bindTypeOf(type: string | undefined): BindType {
	if (type === undefined) return 'auto';
	if (NUMBERS.has(type)) return 'number';
	if (type === 'boolean' || type === 'date' || type === 'datetime') return type;
	return 'string';
}

/** Wildcards in the text are meant as themselves. The quoting comes first, or it would quote the backslashes. */
const quotePattern = (text: string, [before, after]: [string, string]): string =>
	`'${before}${quoteText(text)
		.slice(1, -1)
		.replace(/[%_]/g, (wildcard) => `\\${wildcard}`)}${after}'`;

function writeFilter({ field, operator, value }: Filter, type: string | undefined): string {
	const name = checkIdentifier(field);
	const literal = (single: unknown): string =>
		/^date(?:time)?$/.test(type ?? 'date') &&
		typeof single === 'string' &&
		DATE_LITERAL.test(single.trim())
			? single.trim().toUpperCase()
			: toLiteral(single, bindTypeOf(type));
	const like = LIKES[operator];
	if (like)
		return `${name} LIKE ${quotePattern(String((value as string | number | null | undefined) ?? ''), like)}`;
	const list = LISTS[operator];
	if (list) {
		const values = Array.isArray(value) ? value : [value];
		if (values.length > 0) return `${name} ${list} (${values.map(literal).join(',')})`;
		return `Id ${operator === 'notIn' || operator === 'excludes' ? '!=' : '='} NULL`;
	}
	if (operator === 'isEmpty') return `${name} = NULL`;
	if (operator === 'isNotEmpty') return `${name} != NULL`;
	const comparison = COMPARISONS[operator];
	if (comparison === undefined) throw new InvalidInputError(`"${operator}" is no operator`);
	return `${name} ${comparison} ${literal(value)}`;
}

const writeSort = ({ field, direction, nulls }: Sort) =>
	`${checkIdentifier(field)} ${direction}${nulls === undefined ? '' : ` NULLS ${nulls}`}`;

/**
 * A SELECT from its parts; values are quoted by their field's type.
 *
 * @param types Salesforce's field types by name in lower case
 * @throws InvalidInputError for what is no name, or a value that the field can't be compared with
 */
export function buildQuery(query: QueryShape, types: Map<string, string> = new Map()): string {
	const written = (query.filters ?? []).map((filter) =>
		writeFilter(filter, types.get(filter.field.toLowerCase())),
	);
	const filters = written.join(query.match === 'any' ? ' OR ' : ' AND ');
	const extra = query.condition?.trim() ?? '';
	const where = [filters, extra].filter((condition) => condition !== '');
	const sort = (query.sort ?? []).map(writeSort);
	return [
		`SELECT ${query.fields.map(checkIdentifier).join(', ')}`,
		`FROM ${checkIdentifier(query.object)}`,
		// SOQL refuses AND beside OR without parentheses.
		...(where.length > 1
			? [`WHERE (${where.join(') AND (')})`]
			: where.map((one) => `WHERE ${one}`)),
		...(sort.length > 0 ? [`ORDER BY ${sort.join(', ')}`] : []),
		...(query.limit !== undefined && Number.isFinite(query.limit) ? [`LIMIT ${query.limit}`] : []),
	].join(' ');
}
