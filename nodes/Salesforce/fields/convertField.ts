import {
	InvalidInputError,
	isLuxonMoment,
	parseJson,
	readDay,
	readMoment,
	readTime,
} from '../../../rest';

/** A value on its way into a field. */
interface Given {
	name: string;
	value: unknown;
	/** The time zone of a date and time without a zone. */
	zone: string;
}

const INTEGERS = new Set(['int', 'long']);
const DECIMALS = new Set(['double', 'currency', 'percent']);
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const TRUE = new Set(['true', '1']);
const FALSE = new Set(['false', '0']);

type Scalar = string | number | bigint | boolean | null | undefined;

const isScalar = (value: unknown): value is Scalar => value === null || typeof value !== 'object';

/** As a message shows it: text in quotes, and not too long. */
function shown(value: unknown): string {
	if (typeof value === 'string' && value.length <= 80) return `"${value}"`;
	const text = isScalar(value) ? String(value) : JSON.stringify(value);
	return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

const refusal = ({ name, value }: Given, wanted: string, advice: string) =>
	new InvalidInputError(`The field '${name}' takes ${wanted}, not ${shown(value)}`, advice);

function toDate(given: Given): string {
	const day = readDay(given.value, given.zone);
	if (day === undefined) throw refusal(given, 'a date', 'Write it as 2026-01-31');
	return day;
}

function toDateTime(given: Given): string {
	const moment = readMoment(given.value, given.zone);
	if (moment !== undefined) return moment.toISOString();
	throw refusal(given, 'a date and time', 'Write it as 2026-01-31T09:30:00Z');
}

function toTime(given: Given): string {
	const time = readTime(given.value);
	if (time === undefined) throw refusal(given, 'a time of day', 'Write it as 09:30:00');
	return time;
}

function toNumber(given: Given, isInteger: boolean): unknown {
	const { value } = given;
	if (typeof value === 'number' || typeof value === 'bigint') return value;
	const text = typeof value === 'string' ? value.trim() : '';
	if (!NUMBER.test(text)) throw refusal(given, 'a number', 'Write it as 1234.5');
	const number = Number(text);
	if (isInteger && Number.isSafeInteger(number)) return number;
	// A number that is too long for JavaScript is sent as text, which Salesforce accepts too: it is never rounded.
	return Number.isFinite(number) && String(number) === text ? number : text;
}

function toBoolean(given: Given): boolean {
	const text = isScalar(given.value) ? String(given.value).trim().toLowerCase() : '';
	if (TRUE.has(text)) return true;
	if (FALSE.has(text)) return false;
	throw refusal(given, 'true or false', 'Write it as true or false');
}

/** As the mapper has it typed: `Price;Quality`, or `["Price","Quality"]`. */
function toChoices(given: Given): unknown {
	const { value } = given;
	if (typeof value !== 'string' || !/^\s*\[.*\]\s*$/s.test(value)) return toText(given);
	return joinList({ ...given, value: parseJson(value.trim(), `The list in '${given.name}'`) });
}

function joinList(given: Given): unknown {
	const list = given.value as unknown[];
	if (list.every(isScalar)) {
		return list
			.filter((entry) => entry !== null && entry !== undefined)
			.map((entry) => String(entry))
			.join(';');
	}
	const advice = 'Give one value, or a list of texts for a multi-select picklist';
	throw refusal(given, 'single values', advice);
}

/** A parent by its external ID: `{ "ExtId__c": "A-1" }`. */
function isReference(value: object): boolean {
	const keys = Object.entries(value).filter(([key]) => key !== 'attributes');
	return keys.length === 1 && isScalar(keys[0]![1]);
}

/** A value of a text field, or of a field of unknown type: JSON must be able to hold it. */
function toText(given: Given, isText = true): unknown {
	const { name, value } = given;
	if (isLuxonMoment(value)) return value.toISO();
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
	if (typeof value === 'bigint') return String(value);
	if (typeof value === 'string') {
		if (!/\p{Surrogate}/u.test(value)) return value;
		throw new InvalidInputError(
			`The value of '${name}' holds half of a character, which Salesforce can't keep`,
			'Such a text was cut in the middle of an emoji: cut it elsewhere',
		);
	}
	if (!isText && (typeof value !== 'object' || isReference(value!))) return value;
	if (!isScalar(value)) {
		const advice = 'Give one of its values; a parent takes one external ID: { "ExtId__c": "A-1" }';
		throw refusal(given, 'a single value', advice);
	}
	// Salesforce's JSON does not accept a number for a phone or a text.
	return String(value);
}

function convert(given: Given, type: string | undefined): unknown {
	switch (type) {
		case 'date':
			return toDate(given);
		case 'datetime':
			return toDateTime(given);
		case 'time':
			return toTime(given);
		case 'boolean':
			return toBoolean(given);
		case 'multipicklist':
			return toChoices(given);
		default:
			if (type === undefined) return toText(given, false);
			if (INTEGERS.has(type) || DECIMALS.has(type)) return toNumber(given, INTEGERS.has(type));
			return toText(given);
	}
}

const isBlank = (value: unknown) => typeof value === 'string' && value.trim() === '';

const isBroken = (value: unknown) =>
	(typeof value === 'number' && !Number.isFinite(value)) ||
	(value instanceof Date && Number.isNaN(value.getTime()));

/** Types whose values are not text: spaces mean nothing, and a list never fits. */
const isTyped = (type: string | undefined) =>
	type !== undefined &&
	/^(?:date|datetime|time|boolean|int|long|double|currency|percent)$/.test(type);

/**
 * A value as Salesforce takes it in JSON and in a CSV.
 *
 * @param type the field's Salesforce type, `undefined` if it isn't known
 * @param zone the workflow's time zone, for a moment without one
 * @throws InvalidInputError for a value that doesn't fit the type, or that neither JSON nor a CSV can hold
 */
export function convertField(
	name: string,
	value: unknown,
	type: string | undefined,
	zone: string,
): unknown {
	if (value === undefined || value === null) return value;
	const given = { name, value, zone };
	if (isBroken(value)) {
		const advice =
			'Check the expression, and the node before this one. To clear the field, give null';
		throw refusal(given, 'a value', advice);
	}
	if (isBlank(value) && isTyped(type)) return '';
	if (Array.isArray(value) && !isTyped(type)) return joinList(given);
	return convert(given, type);
}
