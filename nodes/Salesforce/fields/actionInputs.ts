import {
	isObject,
	type ActionParameter,
	InvalidInputError,
	isRecordId,
	parseJson,
	type SalesforceRecord,
} from '../../../rest';
import { convertField } from './convertField';

/** The parts of an action's parameter that decide how a value is written, as a mapper's field can keep them. */
export type InputType = Pick<ActionParameter, 'name' | 'type' | 'required'> & {
	isList: boolean;
	/** Of a record. */
	sobjectType?: string;
};

export const inputTypeOf = ({
	name,
	type,
	required,
	maxOccurs,
	sobjectType,
}: ActionParameter): InputType => ({
	name,
	type: type.toUpperCase(),
	required,
	isList: (maxOccurs ?? 1) > 1,
	...(sobjectType && { sobjectType }),
});

/** Salesforce's names for the types of action parameters, and the field types that are written in the same way. */
const FIELD_TYPES: Record<string, string> = {
	NUMBER: 'double',
	DOUBLE: 'double',
	DECIMAL: 'double',
	CURRENCY: 'currency',
	PERCENT: 'percent',
	INTEGER: 'int',
	INT: 'int',
	LONG: 'long',
	BOOLEAN: 'boolean',
	DATE: 'date',
	DATETIME: 'datetime',
	TIME: 'time',
	MULTIPICKLIST: 'multipicklist',
};

/** The type of a field whose values are written as the parameter's; text for all others. */
export const fieldTypeOf = (type: string): string => FIELD_TYPES[type] ?? 'string';

/** A record, or a class of Apex: an object of keys. */
const isObjectType = (type: string) => type === 'SOBJECT' || type === 'APEX';

const isBlank = (value: unknown) =>
	value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

const isJson = (value: unknown): value is string =>
	typeof value === 'string' && /^\s*[[{]/.test(value);

const readJson = (value: unknown, name: string): unknown =>
	isJson(value) ? parseJson(value.trim(), `The JSON in '${name}'`) : value;

/** A record names its object; an ID alone counts as a record too. */
function toRecord({ name, type, sobjectType }: InputType, value: unknown): SalesforceRecord {
	const id = typeof value === 'string' && isRecordId(value.trim()) ? value.trim() : undefined;
	const record = id === undefined ? value : { Id: id };
	if (!isObject(record)) {
		const what = type === 'SOBJECT' ? `a record (${sobjectType ?? 'sObject'})` : 'an object';
		throw new InvalidInputError(
			`The input '${name}' takes ${what}, not ${JSON.stringify(value)}`,
			'Write it as JSON, e.g. { "Id": "001xx000003DGb2AAG" }',
		);
	}
	if (type !== 'SOBJECT' || sobjectType === undefined || sobjectType === 'SObject') return record;
	const { attributes, ...fields } = record;
	return { attributes: isObject(attributes) ? attributes : { type: sobjectType }, ...fields };
}

function convertOne(input: InputType, value: unknown, zone: string): unknown {
	const { name, type } = input;
	if (isObjectType(type)) return toRecord(input, readJson(value, name));
	return convertField(name, value, fieldTypeOf(type), zone);
}

function convert(input: InputType, value: unknown, zone: string): unknown {
	if (!input.isList) return convertOne(input, value, zone);
	const given = readJson(value, input.name);
	const values: unknown[] = Array.isArray(given) ? given : [given];
	return values.map((one) => convertOne(input, one, zone));
}

const tellUnknown = (name: string, inputs: readonly InputType[]): InvalidInputError => {
	const twin = inputs.find((input) => input.name.toLowerCase() === name.toLowerCase());
	const names = inputs.map((input) => input.name).join(', ');
	return new InvalidInputError(
		`The action has no input '${name}'`,
		twin
			? `It is written '${twin.name}': case matters.`
			: names === ''
				? 'It takes none.'
				: `It takes ${names}. Items can leave others out: choose Leave Out for 'Unknown Fields' under Options.`,
	);
};

/**
 * The inputs of one item as an action takes them. Empty values are left out.
 *
 * @param zone the workflow's time zone, for a moment without one
 * @throws InvalidInputError for a value that doesn't fit, a name that the action doesn't know, or an input that is
 * missing
 */
export function convertInputs(
	values: SalesforceRecord,
	inputs: readonly InputType[],
	{ zone, leavesOut }: { zone: string; leavesOut: boolean },
): SalesforceRecord {
	const converted: SalesforceRecord = {};
	for (const [name, value] of Object.entries(values)) {
		const input = inputs.find((one) => one.name === name);
		if (!input && leavesOut) continue;
		if (isBlank(value)) continue;
		if (!input) throw tellUnknown(name, inputs);
		converted[name] = convert(input, value, zone);
	}
	const missing = inputs.filter(({ name, required }) => required && !(name in converted));
	if (missing.length === 0) return converted;
	const names = missing.map(({ name }) => `'${name}'`).join(', ');
	throw new InvalidInputError(
		`The action needs ${missing.length > 1 ? 'the inputs' : 'the input'} ${names}`,
		"Give a value under 'Inputs'",
	);
}
