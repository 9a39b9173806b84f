import { isDate, parseDatetime, parseTime } from '../core/time';
import { type Field } from '../metadata/types';
import { type RowError } from './formatRowError';

/** A cell that clears its field. An empty one leaves the field alone. */
export const nullCell = '#N/A';

const integer = /^[+-]?\d+$/;
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const booleans = new Map<string, boolean>([
	['true', true],
	['1', true],
	['false', false],
	['0', false],
]);

/** The value that a cell's text stands for, as REST JSON would carry it; undefined: no such value. */
function parseValue(field: Field, text: string): unknown {
	switch (field.type) {
		case 'boolean':
			return booleans.get(text.toLowerCase());
		case 'int':
		case 'long':
			return integer.test(text) ? Number(text) : undefined;
		case 'double':
		case 'currency':
		case 'percent':
			return decimal.test(text) ? Number(text) : undefined;
		case 'date':
			return isDate(text) ? text : undefined;
		case 'datetime':
			return parseDatetime(text) === undefined ? undefined : text;
		case 'time':
			return parseTime(text);
		default:
			return text;
	}
}

/**
 * The value of a cell in column `column` (from 0), or the error that Salesforce gives the row.
 * `null` for `#N/A`.
 */
export function readCell(
	field: Field,
	text: string,
	column: number,
): { value: unknown } | { error: RowError } {
	if (text === nullCell) return { value: null };
	const value = parseValue(field, text);
	if (value !== undefined) return { value };
	const reason = `'${text}' is not a valid value for the type ${field.soapType}`;
	return {
		error: {
			code: 'INVALID_FIELD',
			message: `Failed to deserialize field at col ${column}. Due to, ${reason}`,
			fields: [field.name],
		},
	};
}
