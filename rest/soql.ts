import { InvalidInputError } from './InvalidInputError';

/** How a value is written into SOQL. `auto` goes by what the value is. */
export type BindType = 'auto' | 'string' | 'number' | 'boolean' | 'date' | 'datetime' | 'null';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/i;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;
const NAME = /^[a-z]\w*$/i;

const ESCAPES: Record<string, string> = {
	'\\': '\\\\',
	"'": "\\'",
	'\n': '\\n',
	'\r': '\\r',
	'\t': '\\t',
	'\b': '\\b',
	'\f': '\\f',
};

/**
 * Text as a SOQL literal, quotes included.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
 *
 * @throws InvalidInputError for what no statement can carry: NUL, half a surrogate pair
 */
export function quoteText(text: string): string {
	if (text.includes('\0') || /\p{Surrogate}/u.test(text)) {
		throw new InvalidInputError('A value holds a character that SOQL has no notation for');
	}
	return `'${text.replace(/[\\'\n\r\t\b\f]/g, (character) => ESCAPES[character]!)}'`;
}

/**
 * A statement whose text literals are replaced, so that nothing inside them is taken for SOQL. A quote inside one
 * has a backslash before it; one that is never closed goes to the end.
 *
 * @param replace gives what stands in a literal's place
 */
export const replaceTexts = (
	soql: string,
	replace: (literal: string, isClosed: boolean) => string,
): string =>
	soql.replace(/'(?:[^'\\]|\\[\s\S]?)*('|$)/g, (literal: string, end: string) =>
		replace(literal, end !== ''),
	);

/**
 * A field or object name, as it is: `Name`, `Account.Owner.Name`, `Rating__c`.
 *
 * @throws InvalidInputError for anything else
 */
export function checkIdentifier(name: string): string {
	const parts = name.trim().split('.');
	if (parts.length > 6 || !parts.every((part) => NAME.test(part))) {
		throw new InvalidInputError(`"${name}" is no name of a field or object`);
	}
	return parts.join('.');
}

function writeNumber(value: unknown): string {
	const text = String(value).trim();
	if (NUMBER.test(text)) return text.replace(/^\+/, '');
	const number = text === '' ? NaN : Number(text);
	if (!Number.isFinite(number)) throw new InvalidInputError(`"${text}" is no number`);
	// SOQL has no exponents.
	return number.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
}

const writeBoolean = (value: unknown): string => {
	const text = String(value).trim().toLowerCase();
	if (text === 'true' || text === '1') return 'TRUE';
	if (text === 'false' || text === '0') return 'FALSE';
	throw new InvalidInputError(`"${text}" is neither true nor false`);
};

/** Luxon's DateTime, which n8n's expressions give, is told by its methods. */
const isDateLike = (value: unknown): value is { toISO?: () => string; toISODate?: () => string } =>
	typeof (value as { toISODate?: unknown } | null)?.toISODate === 'function';

function writeDate(value: unknown): string {
	// Luxon knows the day in its own time zone; a JavaScript date knows it in UTC only.
	if (isDateLike(value)) return value.toISODate!();
	const text = value instanceof Date ? value.toISOString() : String(value).trim();
	const day = text.slice(0, 10);
	if (!DATE.test(day) || Number.isNaN(Date.parse(text))) {
		throw new InvalidInputError(`"${text}" is no date`, 'Write it as 2026-01-31');
	}
	return day;
}

function writeDateTime(value: unknown): string {
	const text = value instanceof Date || isDateLike(value) ? null : String(value).trim();
	if (text !== null && DATETIME.test(text)) return text.toUpperCase();
	const moment =
		text === null ? new Date((value as { valueOf(): number }).valueOf()) : parseMoment(text);
	if (Number.isNaN(moment.getTime())) {
		const advice = 'Write it as 2026-01-31T09:30:00Z or with an offset such as +01:00';
		throw new InvalidInputError(`"${text}" is no date and time`, advice);
	}
	return moment.toISOString();
}

/** A time without a zone is read as UTC, which is what Salesforce answers in, not as the host's time. */
const parseMoment = (text: string): Date =>
	new Date(DATE.test(text) || /(?:Z|GMT|UTC|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`);

function writeAuto(value: unknown): string {
	if (value === null || value === undefined) return 'NULL';
	if (typeof value === 'number' || typeof value === 'bigint') return writeNumber(value);
	if (typeof value === 'boolean') return writeBoolean(value);
	if (value instanceof Date || isDateLike(value)) return writeDateTime(value);
	if (typeof value !== 'string') {
		throw new InvalidInputError('A value is an object, which SOQL has no notation for');
	}
	if (DATETIME.test(value) && !Number.isNaN(Date.parse(value))) return value.toUpperCase();
	if (DATE.test(value) && !Number.isNaN(Date.parse(value))) return value;
	return quoteText(value);
}

/**
 * One value as a SOQL literal. Null and undefined are NULL, whatever the type.
 *
 * @throws InvalidInputError for a value that the type doesn't fit
 */
export function toLiteral(value: unknown, type: BindType = 'auto'): string {
	if (value === null || value === undefined || type === 'null') return 'NULL';
	switch (type) {
		case 'string':
			return quoteText(typeof value === 'object' ? JSON.stringify(value) : `${value as string}`);
		case 'number':
			return writeNumber(value);
		case 'boolean':
			return writeBoolean(value);
		case 'date':
			return writeDate(value);
		case 'datetime':
			return writeDateTime(value);
		case 'auto':
			return writeAuto(value);
	}
}
