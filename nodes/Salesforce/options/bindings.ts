import type { INodeProperties } from 'n8n-workflow';
import {
	type Bind,
	bindQuery,
	type BindType,
	joinQuery,
	type Origin,
	type SoqlPart,
} from '../../../rest';
import { readList } from '../../shared/readList';
import type { ParameterReader } from '../items/createParameterReader';

export const queryProperty: INodeProperties = {
	displayName: 'Query',
	name: 'query',
	type: 'string',
	typeOptions: { rows: 5 },
	default: '',
	required: true,
	noDataExpression: false,
	placeholder: 'e.g. SELECT Id, Name FROM Account WHERE Industry = :industry',
	description:
		'The SOQL to run. Write :name for each value and give the value under Bind Variables: it is escaped, so that no input can change the query.',
};

const TYPES: Array<{ name: string; value: BindType | 'list'; description: string }> = [
	{
		name: 'Automatic',
		value: 'auto',
		description: 'Depends on the value: a number, true or false, a list, a date, or otherwise text',
	},
	{ name: 'Boolean', value: 'boolean', description: 'True or false' },
	{ name: 'Date', value: 'date', description: 'A day, as in 2026-01-31' },
	{ name: 'Date and Time', value: 'datetime', description: 'As in 2026-01-31T09:30:00Z' },
	{
		name: 'List',
		value: 'list',
		description: 'Several values for IN: an array, or text separated by commas',
	},
	{ name: 'Null', value: 'null', description: 'No value' },
	{ name: 'Number', value: 'number', description: 'With or without decimals' },
	{
		name: 'Text',
		value: 'string',
		description: 'Always quoted, even if it looks like a number or date',
	},
	{ name: 'Time', value: 'time', description: 'A time of day for a Time field, as in 09:30:00' },
];

export const bindingsProperty: INodeProperties = {
	displayName: 'Bind Variables',
	name: 'bindings',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add Bind Variable',
	description: 'Values for the names in the query that start with a colon',
	options: [
		{
			displayName: 'Bind Variable',
			name: 'values',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. industry',
					description: 'The name as written in the query, without the colon',
				},
				{ displayName: 'Type', name: 'type', type: 'options', options: TYPES, default: 'auto' },
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. Banking',
					displayOptions: { hide: { type: ['null'] } },
				},
			],
		},
	],
};

interface BindEntry {
	name: string;
	type?: BindType | 'list';
	value?: unknown;
}

function toBind({ name, type = 'auto', value }: BindEntry, zone: string): Bind {
	if (type !== 'list') return { name, type, value, zone };
	const list = readList(value);
	return { name, value: Array.isArray(list) ? list : [list], zone };
}

/** The item's query with its values in place. */
export function readBoundQuery(parameters: ParameterReader, itemIndex: number): SoqlPart[] {
	const soql = parameters.get<string>('query', itemIndex, '');
	const entries = parameters.get<BindEntry[]>('bindings.values', itemIndex, []);
	return bindQuery(
		soql.trim().replace(/;$/, ''),
		entries.map((entry) => toBind(entry, parameters.zone)),
	);
}

/** The literals that bind variables became, as far as they can't be the query's own text. */
export function listBindOrigins(parameters: ParameterReader, itemIndex: number): Origin[] {
	const soql = parameters.get<string>('query', itemIndex, '');
	const entries = parameters.get<BindEntry[]>('bindings.values', itemIndex, []);
	return entries
		.map((entry) => toBind(entry, parameters.zone))
		.filter(({ value }) => !Array.isArray(value))
		.map((bind) => {
			const name = bind.name.replace(/^:/, '').trim();
			const sent = joinQuery(bindQuery(`= :${name}`, [bind])).slice(2);
			return { parameter: `Bind variable :${name}`, sent, written: `:${name} is ${sent}` };
		})
		.filter(({ sent }) => !soql.includes(sent));
}
