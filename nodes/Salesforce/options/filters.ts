import type { INodeProperties } from 'n8n-workflow';
import type { Filter, FilterOperator, Sort } from '../../../rest';
import { readList } from './bindings';
import type { ParameterReader } from '../items/createParameterReader';

const operators: Array<{ name: string; value: FilterOperator; description?: string }> = [
	{ name: 'Contains', value: 'contains', description: 'The text, anywhere' },
	{ name: 'Ends With', value: 'endsWith' },
	{ name: 'Equals', value: 'equals', description: 'Text is compared without case' },
	{ name: 'Excludes', value: 'excludes', description: 'Multi-select picklist: none of the values' },
	{ name: 'Greater Than', value: 'greater' },
	{ name: 'Greater Than or Equal', value: 'greaterOrEqual' },
	{ name: 'Includes', value: 'includes', description: 'Multi-select picklist: one of the values' },
	{ name: 'Is Empty', value: 'isEmpty' },
	{ name: 'Is Not Empty', value: 'isNotEmpty' },
	{ name: 'Is Not One Of', value: 'notIn' },
	{ name: 'Is One Of', value: 'in', description: 'A list, or text with commas' },
	{ name: 'Less Than', value: 'less' },
	{ name: 'Less Than or Equal', value: 'lessOrEqual' },
	{ name: 'Not Equals', value: 'notEquals' },
	{ name: 'Starts With', value: 'startsWith' },
];

const fieldOf = (loadOptionsMethod: string): INodeProperties => ({
	displayName: 'Field Name or ID',
	name: 'field',
	type: 'options',
	typeOptions: { loadOptionsMethod, loadOptionsDependsOn: ['object.value'] },
	default: '',
	description:
		'A field of a parent record, such as Owner.Name, can be given by expression. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
});

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Filter',
	default: {},
	description: 'Conditions that records must meet',
	options: [
		{
			displayName: 'Filter',
			name: 'conditions',
			values: [
				fieldOf('getFilterFields'),
				{
					displayName: 'Operator',
					name: 'operator',
					type: 'options',
					options: operators,
					default: 'equals',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. Banking, 2026-01-31 or LAST_N_DAYS:30',
					description:
						'A date field takes 2026-01-31, a word such as TODAY, THIS_MONTH or LAST_N_DAYS:30, or an expression',
					displayOptions: { hide: { operator: ['isEmpty', 'isNotEmpty'] } },
				},
			],
		},
	],
};

const mustMatch: INodeProperties = {
	displayName: 'Must Match',
	name: 'mustMatch',
	type: 'options',
	options: [
		{ name: 'All Filters', value: 'all' },
		{ name: 'Any Filter', value: 'any' },
	],
	default: 'all',
	description: 'How many of the filters a record must meet',
	displayOptions: { show: { '/filters.conditions[1].field': [{ _cnd: { exists: true } }] } },
};

export const filterProperties: INodeProperties[] = [filters, mustMatch];

export const whereOption: INodeProperties = {
	displayName: 'SOQL Condition',
	name: 'where',
	type: 'string',
	default: '',
	placeholder: "e.g. (Type = 'Partner' OR Rating = 'Hot') AND Owner.IsActive = TRUE",
	description:
		"What stands after WHERE in SOQL, for conditions that the filters can't express; a record must meet both. It is sent as it is: for values from outside use Execute Query with bind variables.",
};

export const sortProperty: INodeProperties = {
	displayName: 'Sort',
	name: 'sort',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Sort Field',
	default: {},
	options: [
		{
			displayName: 'Sort Field',
			name: 'fields',
			values: [
				fieldOf('getSortFields'),
				{
					displayName: 'Direction',
					name: 'direction',
					type: 'options',
					options: [
						{ name: 'Ascending', value: 'ASC' },
						{ name: 'Descending', value: 'DESC' },
					],
					default: 'ASC',
				},
				{
					displayName: 'Empty Values',
					name: 'nulls',
					type: 'options',
					options: [
						{ name: 'First', value: 'FIRST' },
						{ name: 'Last', value: 'LAST' },
					],
					default: 'FIRST',
					description: 'Where records without a value go',
				},
			],
		},
	],
};

const LIST_OPERATORS = new Set<FilterOperator>(['in', 'notIn', 'includes', 'excludes']);

/** Filters with a field; an entry that was only begun is left out. */
export const readFilters = (parameters: ParameterReader, itemIndex: number): Filter[] =>
	parameters
		.get<Filter[]>('filters.conditions', itemIndex, [])
		.filter(({ field }) => field !== '')
		.map((filter) =>
			LIST_OPERATORS.has(filter.operator) ? { ...filter, value: readList(filter.value) } : filter,
		);

export const readSort = (parameters: ParameterReader, itemIndex: number): Sort[] =>
	parameters.get<Sort[]>('sort.fields', itemIndex, []).filter(({ field }) => field !== '');
