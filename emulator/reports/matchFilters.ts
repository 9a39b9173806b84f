import { type ColumnType, type PlainValue, type ReportFilter } from './Report';
import { refuseRun } from './readSettings';

/** A value as filters compare it: text in lower case, numbers, or null if there is none. */
type Comparable = PlainValue;

const COMPARISONS: Record<string, (value: Comparable, with_: Comparable) => boolean> = {
	lessThan: (value, other) => value! < other!,
	greaterThan: (value, other) => value! > other!,
	lessOrEqual: (value, other) => value! <= other!,
	greaterOrEqual: (value, other) => value! >= other!,
};

const TEXTS: Record<string, (value: string, part: string) => boolean> = {
	contains: (value, part) => value.includes(part),
	startsWith: (value, part) => value.startsWith(part),
};

const ORDERED = ['equals', 'notEqual', ...Object.keys(COMPARISONS)];
const TEXT = [...ORDERED, 'contains', 'notContain', 'startsWith'];

/** The operators that describe offers for each type. */
export const OPERATORS: Record<ColumnType, readonly string[]> = {
	boolean: ['equals', 'notEqual'],
	currency: ORDERED,
	date: ORDERED,
	datetime: ORDERED,
	double: ORDERED,
	email: TEXT,
	id: TEXT,
	int: ORDERED,
	picklist: TEXT,
	string: TEXT,
};

/** `Acme, "Smith, Inc."` as two values; nothing as one that is empty. */
function splitValues(text: string): string[] {
	const parts = text.match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? [''];
	return parts.map((part) => {
		const trimmed = part.trim();
		return trimmed.startsWith('"') && trimmed.endsWith('"') && trimmed.length > 1
			? trimmed.slice(1, -1).replace(/\\(.)/g, '$1')
			: trimmed;
	});
}

function parse(type: ColumnType, text: string, filter: ReportFilter): Comparable {
	if (text === '') return null;
	const refuse = () =>
		refuseRun(`The filter value ${filter.value} does not fit ${filter.column}.`, 108);
	switch (type) {
		case 'boolean':
			return /^(?:true|1)$/i.test(text);
		case 'currency':
		case 'double':
		case 'int':
			if (Number.isNaN(Number(text))) throw refuse();
			return Number(text);
		case 'date':
		case 'datetime': {
			const time = Date.parse(text);
			if (Number.isNaN(time)) throw refuse();
			return time;
		}
		default:
			return text.toLowerCase();
	}
}

/** A value of a row as filters compare it. */
export function comparable(type: ColumnType, value: PlainValue | undefined): Comparable {
	if (value === null || value === undefined || value === '') return null;
	if (type === 'date' || type === 'datetime') return Date.parse(String(value));
	if (typeof value === 'number' || typeof value === 'boolean') return value;
	return String(value).toLowerCase();
}

/** Whether a value of a row meets a filter. */
export function compileFilter(
	filter: ReportFilter,
	type: ColumnType,
): (value: PlainValue | undefined) => boolean {
	const { operator } = filter;
	if (!OPERATORS[type].includes(operator)) {
		throw refuseRun(`The operator ${operator} does not fit ${filter.column}.`, 109);
	}
	const isNegated = operator === 'notEqual' || operator === 'notContain';
	const values = splitValues(filter.value).map((text) => parse(type, text, filter));
	const compare = COMPARISONS[operator];
	if (compare) {
		// A comparison takes one value; no row without a value meets it.
		return (value) => {
			const own = comparable(type, value);
			return own !== null && values[0] !== null && compare(own, values[0] ?? null);
		};
	}
	const matchText = TEXTS[operator === 'notContain' ? 'contains' : operator];
	const matches = (own: Comparable, one: Comparable) =>
		matchText && own !== null && one !== null ? matchText(String(own), String(one)) : own === one;
	return (value) => values.some((one) => matches(comparable(type, value), one)) !== isNegated;
}

/**
 * The logic over filters: `(1 OR 2) AND 3`.
 *
 * @throws SalesforceError for a number without a filter, or logic that leaves a filter out
 */
export function compileLogic(
	logic: string | null,
	count: number,
): (holds: (filter: number) => boolean) => boolean {
	if (logic === null) {
		return (holds) => Array.from({ length: count }, (_, at) => at).every(holds);
	}
	const tokens = logic.match(/\d+|AND|OR|NOT|[()]/gi) ?? [];
	const used = new Set(tokens.filter((token) => /\d/.test(token)).map(Number));
	const isWhole = tokens.join('').length === logic.replace(/\s/g, '').length;
	const fits = used.size === count && [...used].every((one) => one >= 1 && one <= count);
	if (!isWhole || !fits) throw refuseRun(`The filter logic ${logic} is invalid.`, 110);
	return (holds) => evaluate([...tokens], holds);
}

function evaluate(tokens: string[], holds: (filter: number) => boolean): boolean {
	const either = (): boolean => {
		let result = both();
		while (tokens[0]?.toUpperCase() === 'OR') {
			tokens.shift();
			const next = both();
			result ||= next;
		}
		return result;
	};
	const both = (): boolean => {
		let result = one();
		while (tokens[0]?.toUpperCase() === 'AND') {
			tokens.shift();
			const next = one();
			result &&= next;
		}
		return result;
	};
	const one = (): boolean => {
		const token = tokens.shift()?.toUpperCase();
		if (token === 'NOT') return !one();
		if (token !== '(') return holds(Number(token) - 1);
		const result = either();
		tokens.shift();
		return result;
	};
	return either();
}
