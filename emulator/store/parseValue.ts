import { formatDatetime, isDate, parseDatetime, parseTime } from '../core/time';
import { isContent } from '../files/FileContent';
import { type Field } from '../metadata/types';
import { type FieldValue } from './Row';

/** A value that can't be read as the field's type. */
export class WrongType extends Error {
	constructor(
		readonly field: Field,
		readonly given: unknown,
	) {
		super(`${field.name} can't be ${JSON.stringify(given)}`);
		this.name = 'WrongType';
	}
}

/**
 * Reads a client's value as the field's type. Numbers and booleans may come as text; empty text is null.
 *
 * @throws WrongType
 */
export function parseValue(field: Field, given: unknown): FieldValue {
	if (given === null || given === undefined || given === '') return null;
	if (isContent(given) && field.type === 'base64') return given;
	if (typeof given === 'object') throw new WrongType(field, given);
	switch (field.type) {
		case 'boolean':
			return parseBoolean(field, given);
		case 'int':
		case 'long':
		case 'double':
		case 'currency':
		case 'percent':
			return parseNumber(field, given);
		case 'date':
			if (typeof given === 'string' && isDate(given)) return given;
			throw new WrongType(field, given);
		case 'datetime': {
			const time = typeof given === 'string' ? readDatetime(given) : undefined;
			if (time === undefined) throw new WrongType(field, given);
			return formatDatetime(Math.floor(time / 1000) * 1000);
		}
		case 'time': {
			const time = typeof given === 'string' ? parseTime(given) : undefined;
			if (time === undefined) throw new WrongType(field, given);
			return time;
		}
		case 'base64':
			return parseBase64(field, given);
		case 'address':
		case 'location':
			throw new WrongType(field, given);
		default: {
			const text = `${given as string}`.trimEnd();
			return text === '' ? null : text;
		}
	}
}

/** A date alone is midnight UTC. */
function readDatetime(text: string): number | undefined {
	return isDate(text) ? Date.parse(`${text}T00:00:00Z`) : parseDatetime(text);
}

function parseBoolean(field: Field, given: unknown): boolean {
	if (typeof given === 'boolean') return given;
	const text = `${given as string}`.toLowerCase();
	if (text === 'true' || text === '1') return true;
	if (text === 'false' || text === '0') return false;
	throw new WrongType(field, given);
}

function parseNumber(field: Field, given: unknown): number {
	const isNumeric =
		typeof given === 'string' && /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(given);
	const value = isNumeric ? Number(given) : given;
	if (typeof value !== 'number' || !Number.isFinite(value)) throw new WrongType(field, given);
	if (field.type === 'int' || field.type === 'long') {
		if (!Number.isInteger(value)) throw new WrongType(field, given);
		return value;
	}
	return field.custom || field.type !== 'double' ? round(value, field.scale) : value;
}

/** Salesforce rounds half up to the field's decimal places. */
function round(value: number, scale: number): number {
	return Number(`${Math.round(Number(`${value}e${scale}`))}e-${scale}`) || value * 0;
}

function parseBase64(field: Field, given: unknown): Buffer {
	if (typeof given !== 'string' || !/^[A-Za-z0-9+/\r\n]*={0,2}\s*$/.test(given)) {
		throw new WrongType(field, given);
	}
	return Buffer.from(given, 'base64');
}
