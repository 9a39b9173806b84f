import { type FieldFunctionExpression, type FunctionExp } from '@jetstreamapp/soql-parser-js';
import { completeField } from '../metadata/completeField';
import { type Field, type FieldType } from '../metadata/types';
import { type FieldValue } from '../store/Row';
import { resolvePath } from './fieldPath';
import { offsetAt } from './dateRanges';
import { type Operand } from './Operand';
import { type QueryScope } from './QueryScope';
import { malformed } from './soqlError';

const DAY_MS = 24 * 60 * 60 * 1000;

type DatePart = (date: Date) => FieldValue;

/** Functions of a date or datetime, which read UTC unless convertTimezone() is around the field. */
const DATE_PARTS: Record<string, DatePart> = {
	CALENDAR_YEAR: (date) => date.getUTCFullYear(),
	CALENDAR_QUARTER: (date) => Math.floor(date.getUTCMonth() / 3) + 1,
	CALENDAR_MONTH: (date) => date.getUTCMonth() + 1,
	FISCAL_YEAR: (date) => date.getUTCFullYear(),
	FISCAL_QUARTER: (date) => Math.floor(date.getUTCMonth() / 3) + 1,
	FISCAL_MONTH: (date) => date.getUTCMonth() + 1,
	DAY_IN_MONTH: (date) => date.getUTCDate(),
	DAY_IN_WEEK: (date) => date.getUTCDay() + 1,
	DAY_IN_YEAR: (date) => dayOfYear(date),
	WEEK_IN_MONTH: (date) => Math.floor((date.getUTCDate() - 1) / 7) + 1,
	WEEK_IN_YEAR: (date) => Math.floor((dayOfYear(date) - 1) / 7) + 1,
	HOUR_IN_DAY: (date) => date.getUTCHours(),
	DAY_ONLY: (date) => date.toISOString().slice(0, 10),
};

function dayOfYear(date: Date): number {
	return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;
}

/** A field that only types a computed value. */
export function typedField(type: FieldType, name = type as string): Field {
	return completeField({ name, type, scale: 6 });
}

const NUMBER_FIELD = typedField('int');
const DATE_FIELD = typedField('date');

/**
 * A function that is not an aggregate, as an operand: date functions, toLabel, format.
 *
 * @throws SalesforceError if the function is unknown
 */
export function resolveFunction(
	scope: QueryScope,
	fn: FunctionExp | FieldFunctionExpression,
): Operand {
	const name = (fn.functionName ?? '').toUpperCase();
	const [parameter] = fn.parameters ?? [];
	const part = DATE_PARTS[name];
	if (part && parameter !== undefined) {
		const inner = resolveDate(scope, parameter);
		const field = name === 'DAY_ONLY' ? DATE_FIELD : NUMBER_FIELD;
		return { field, read: (row) => inner(row, part) };
	}
	if (typeof parameter !== 'string') throw unknownFunction(fn);
	const { field, read } = resolvePath(scope, parameter);
	switch (name) {
		case 'TOLABEL':
			return { field, read: (row) => toLabel(field, read(row)) };
		case 'FORMAT':
			return { field: typedField('string'), read: (row) => format(read(row)) };
		case 'CONVERTCURRENCY':
			return { field, read };
		default:
			throw unknownFunction(fn);
	}
}

function resolveDate(scope: QueryScope, parameter: string | FunctionExp) {
	const isConverted = typeof parameter !== 'string';
	if (isConverted && parameter.functionName?.toUpperCase() !== 'CONVERTTIMEZONE') {
		throw unknownFunction(parameter);
	}
	const path = isConverted ? textParameter(parameter) : parameter;
	const { field, read } = resolvePath(scope, path);
	if (field.type !== 'date' && field.type !== 'datetime') {
		throw malformed(`The function can not be used on field ${field.name}`);
	}
	return (row: Parameters<typeof read>[0], part: DatePart): FieldValue => {
		const value = read(row);
		if (typeof value !== 'string') return null;
		const epoch = Date.parse(value.replace('+0000', 'Z'));
		return part(new Date(isConverted ? epoch + offsetAt(epoch, scope.timeZone) : epoch));
	};
}

/** The first parameter where it is a name; empty where it is missing or a function. */
export function textParameter({ parameters }: FunctionExp | FieldFunctionExpression): string {
	const [first] = parameters ?? [];
	return typeof first === 'string' ? first : '';
}

function toLabel(field: Field, value: FieldValue): FieldValue {
	return field.picklistValues.find((entry) => entry.value === value)?.label ?? value;
}

function format(value: FieldValue): FieldValue {
	if (typeof value === 'number') return value.toLocaleString('en-US');
	return value;
}

function unknownFunction(fn: FunctionExp | FieldFunctionExpression) {
	return malformed(`Invalid function: ${fn.functionName ?? ''}`);
}
