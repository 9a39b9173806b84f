import { InvalidInputError } from './errors';
import { isLuxonMoment, readDay, readMoment, readTime } from './moments';

/** How a value is written into SOQL. `auto` goes by what the value is. */
export type BindType =
	'auto' | 'string' | 'number' | 'boolean' | 'date' | 'datetime' | 'time' | 'null';

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
 * @throws InvalidInputError for what no statement can contain: NUL, half a surrogate pair
 */
export function quoteText(text: string): string {
	if (text.includes('\0') || /\p{Surrogate}/u.test(text)) {
		throw new InvalidInputError("A value has a character that SOQL can't express");
	}
	return `'${text.replace(/[\\'\n\r\t\b\f]/g, (character) => ESCAPES[character]!)}'`;
}

/**
 * A statement whose text literals are replaced, so that nothing inside them is taken for SOQL. A quote inside a
 * literal has a backslash before it. A literal that is never closed goes to the end.
 *
 * @param replace returns the replacement for a literal
 */
export const replaceTexts = (
	soql: string,
	replace: (literal: string, isClosed: boolean) => string,
): string =>
	soql.replace(/'(?:[^'\\]|\\[\s\S]?)*('|$)/g, (literal: string, end: string) =>
		replace(literal, end !== ''),
	);

/**
 * A field or object name, unchanged: `Name`, `Account.Owner.Name`, `Rating__c`.
 *
 * @throws InvalidInputError for anything else
 */
export function checkIdentifier(name: string): string {
	const parts = name.trim().split('.');
	if (parts.length > 6 || !parts.every((part) => NAME.test(part))) {
		throw new InvalidInputError(`"${name}" is not the name of a field or object`);
	}
	return parts.join('.');
}

function writeNumber(value: unknown): string {
	const text = String(value).trim();
	if (NUMBER.test(text)) return text.replace(/^\+/, '');
	const number = text === '' ? NaN : Number(text);
	if (!Number.isFinite(number)) throw new InvalidInputError(`"${text}" is not a number`);
	// SOQL has no exponents.
	return number.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
}

const writeBoolean = (value: unknown): string => {
	const text = String(value).trim().toLowerCase();
	if (text === 'true' || text === '1') return 'TRUE';
	if (text === 'false' || text === '0') return 'FALSE';
	throw new InvalidInputError(`"${text}" is neither true nor false`);
};

const shown = (value: unknown) => (typeof value === 'string' ? value.trim() : String(value));

function writeDate(value: unknown, zone: string): string {
	const day = readDay(value, zone);
	if (day !== undefined) return day;
	throw new InvalidInputError(`"${shown(value)}" is not a date`, 'Write it as 2026-01-31');
}

/** Always with seconds and in UTC: Salesforce refuses `09:30Z`, and takes a `+` in a URL for a space. */
function writeDateTime(value: unknown, zone: string): string {
	const moment = readMoment(value, zone);
	if (moment !== undefined) return moment.toISOString();
	const advice = 'Write it as 2026-01-31T09:30:00Z or with an offset such as +01:00';
	throw new InvalidInputError(`"${shown(value)}" is not a date with a time`, advice);
}

function writeTime(value: unknown): string {
	const time = readTime(value);
	if (time !== undefined) return time;
	throw new InvalidInputError(`"${shown(value)}" is not a time of day`, 'Write it as 09:30:00');
}

function writeAuto(value: unknown, zone: string): string {
	if (value === null || value === undefined) return 'NULL';
	if (typeof value === 'number' || typeof value === 'bigint') return writeNumber(value);
	if (typeof value === 'boolean') return writeBoolean(value);
	if (value instanceof Date || isLuxonMoment(value)) return writeDateTime(value, zone);
	if (typeof value !== 'string') {
		throw new InvalidInputError("A value is an object, which SOQL can't express");
	}
	const day = /^\d{4}-\d{2}-\d{2}/.test(value) ? readDay(value, zone) : undefined;
	if (day === value) return day;
	// A blank instead of the T is how people write, too: that stays text.
	if (day !== undefined && value[10]?.toUpperCase() === 'T') return writeDateTime(value, zone);
	return quoteText(value);
}

/**
 * One value as a SOQL literal. Null and undefined are NULL, whatever the type.
 *
 * @param zone for a moment without a zone
 * @throws InvalidInputError for a value that doesn't fit the type
 */
export function toLiteral(value: unknown, type: BindType = 'auto', zone = 'UTC'): string {
	if (value === null || value === undefined || type === 'null') return 'NULL';
	switch (type) {
		case 'string':
			return quoteText(typeof value === 'object' ? JSON.stringify(value) : `${value as string}`);
		case 'number':
			return writeNumber(value);
		case 'boolean':
			return writeBoolean(value);
		case 'date':
			return writeDate(value, zone);
		case 'datetime':
			return writeDateTime(value, zone);
		case 'time':
			return writeTime(value);
		case 'auto':
			return writeAuto(value, zone);
	}
}
