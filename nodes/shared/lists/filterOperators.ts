import type { INodePropertyOptions } from 'n8n-workflow';
import type { FilterOperator } from '../../../rest';

const NAMES: Record<FilterOperator, string> = {
	contains: 'Contains',
	endsWith: 'Ends With',
	equals: 'Equals',
	excludes: 'Excludes',
	greater: 'Greater Than',
	greaterOrEqual: 'Greater Than or Equal',
	includes: 'Includes',
	inPeriod: 'Is in Period',
	isEmpty: 'Is Empty',
	isNotEmpty: 'Is Not Empty',
	in: 'Is One Of',
	less: 'Less Than',
	lessOrEqual: 'Less Than or Equal',
	notEquals: 'Not Equals',
	notIn: 'Is Not One Of',
	startsWith: 'Starts With',
};

const DATE_NAMES: Partial<Record<FilterOperator, string>> = {
	greater: 'Is After',
	greaterOrEqual: 'Is on or After',
	less: 'Is Before',
	lessOrEqual: 'Is on or Before',
};

const DESCRIPTIONS: Partial<Record<FilterOperator, string>> = {
	contains: 'The text, anywhere in the field',
	equals: 'Upper and lower case are the same',
	excludes: 'None of the values, separated by commas',
	includes: 'One of the values, separated by commas',
	in: 'Values separated by commas, or a list',
	inPeriod: 'Such as today, this month or the last 30 days',
};

const EQUALITY: FilterOperator[] = ['equals', 'notEquals'];
const EMPTINESS: FilterOperator[] = ['isEmpty', 'isNotEmpty'];
const LISTS: FilterOperator[] = ['in', 'notIn'];
const PATTERNS: FilterOperator[] = ['contains', 'startsWith', 'endsWith'];
const ORDER: FilterOperator[] = ['greater', 'greaterOrEqual', 'less', 'lessOrEqual'];

const KEYS = [...EQUALITY, ...LISTS, ...EMPTINESS];
const NUMBERS = [...EQUALITY, ...ORDER, ...LISTS, ...EMPTINESS];
const DATES: FilterOperator[] = ['inPeriod', ...EQUALITY, ...ORDER, ...EMPTINESS];

/** The operators that SOQL takes for a field of a type; all of them for types that are not here. */
const BY_TYPE: Record<string, FilterOperator[]> = {
	boolean: EQUALITY,
	date: DATES,
	datetime: DATES,
	time: [...EQUALITY, ...ORDER, ...EMPTINESS],
	multipicklist: ['includes', 'excludes', ...EQUALITY, ...EMPTINESS],
	...Object.fromEntries(['id', 'reference'].map((type) => [type, KEYS])),
	...Object.fromEntries(
		['int', 'long', 'double', 'currency', 'percent'].map((type) => [type, NUMBERS]),
	),
	...Object.fromEntries(
		['picklist', 'combobox'].map((type) => [
			type,
			[...EQUALITY, ...LISTS, ...PATTERNS, ...EMPTINESS],
		]),
	),
	...Object.fromEntries(
		['string', 'email', 'phone', 'url', 'textarea', 'encryptedstring'].map((type) => [
			type,
			[...EQUALITY, ...PATTERNS, ...LISTS, ...ORDER, ...EMPTINESS],
		]),
	),
};

const ALL = Object.keys(NAMES) as FilterOperator[];

/**
 * The operators of a filter on a field, the usual ones first.
 *
 * @param type Salesforce's field type; `undefined` if it isn't known
 */
export function listFilterOperators(type: string | undefined): INodePropertyOptions[] {
	const isDate = type === 'date' || type === 'datetime';
	return (BY_TYPE[type ?? ''] ?? ALL).map((value) => ({
		name: (isDate ? DATE_NAMES[value] : undefined) ?? NAMES[value],
		value,
		...(DESCRIPTIONS[value] !== undefined && { description: DESCRIPTIONS[value] }),
	}));
}
