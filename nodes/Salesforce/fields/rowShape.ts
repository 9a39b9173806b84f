import type { INodeProperties } from 'n8n-workflow';
import type { SalesforceRecord } from '../../../rest';
import type { ParameterReader } from '../items/createParameterReader';

export const rowOptions: INodeProperties[] = [
	{
		displayName: 'Dates as ISO 8601',
		name: 'isoDates',
		type: 'boolean',
		default: false,
		description:
			'Whether to write the time zone as Z (2026-01-31T09:30:00.000Z) instead of as Salesforce does (+0000), for nodes that need it',
	},
	{
		displayName: 'Include Attributes',
		name: 'includeAttributes',
		type: 'boolean',
		default: false,
		description: 'Whether to keep the object type and URL that Salesforce adds to every record',
	},
	{
		displayName: 'Related Records',
		name: 'relatedRecords',
		type: 'options',
		options: [
			{ name: 'Flat', value: 'flat', description: 'As separate fields: "Account.Name"' },
			{ name: 'Nested', value: 'nested', description: 'As objects, as Salesforce gives them' },
		],
		default: 'nested',
		description: 'How to return fields of parent records. Lists of child records stay lists.',
	},
];

export interface RowShape {
	includeAttributes: boolean;
	isoDates: boolean;
	isFlat: boolean;
}

const SALESFORCE_DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?\+0000$/;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isChildList = (value: object) => Array.isArray((value as { records?: unknown }).records);

const toIso = (value: unknown) =>
	typeof value === 'string' && SALESFORCE_DATETIME.test(value)
		? value.replace('+0000', 'Z')
		: value;

function shapeNested(value: object, shape: RowShape): unknown {
	if (!Array.isArray(value)) return shapeRow(value as SalesforceRecord, shape);
	return value.map((entry: unknown) => (isObject(entry) ? shapeNested(entry, shape) : entry));
}

function addFlat(row: SalesforceRecord, prefix: string, value: object, shape: RowShape): void {
	for (const [name, inner] of Object.entries(shapeRow(value as SalesforceRecord, shape))) {
		row[`${prefix}.${name}`] = inner;
	}
}

/** The record is copied: if a key is deleted instead, V8 keeps the record as a dictionary, which costs more than the copy. */
export function shapeRow(record: SalesforceRecord, shape: RowShape): SalesforceRecord {
	const row: SalesforceRecord = {};
	for (const name in record) {
		if (name === 'attributes' && !shape.includeAttributes) continue;
		const value = record[name];
		if (!isObject(value)) row[name] = shape.isoDates ? toIso(value) : value;
		else if (!shape.isFlat || isChildList(value) || Array.isArray(value)) {
			row[name] = shapeNested(value, shape);
		} else addFlat(row, name, value, shape);
	}
	return row;
}

/** How the item wants its rows. */
export function readRowShape(parameters: ParameterReader, itemIndex: number): RowShape {
	return {
		includeAttributes: parameters.get('options.includeAttributes', itemIndex, false),
		isoDates: parameters.get('options.isoDates', itemIndex, false),
		isFlat: parameters.get<string>('options.relatedRecords', itemIndex, 'nested') === 'flat',
	};
}
