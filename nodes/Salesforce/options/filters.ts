import type { INodeProperties } from 'n8n-workflow';
import type { Filter, Sort } from '../../../rest';
import type { ParameterReader } from '../items/createParameterReader';
import { fieldOf, type FilterEntry, toFilters } from '../../shared/filters';

export const whereOption: INodeProperties = {
	displayName: 'SOQL Condition',
	name: 'where',
	type: 'string',
	default: '',
	placeholder: "e.g. (Type = 'Partner' OR Rating = 'Hot') AND Owner.IsActive = TRUE",
	description:
		"A condition as written after WHERE in SOQL, for what the filters can't express. A record must meet the filters and this condition. The text is sent as it is: for values from outside use Execute Query with bind variables.",
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
					description: 'Where to put records without a value',
				},
			],
		},
	],
};

/** Filters with a field; an unfinished entry is left out. */
export const readFilters = (parameters: ParameterReader, itemIndex: number): Filter[] =>
	toFilters(parameters.get<FilterEntry[]>('filters.conditions', itemIndex, []));

export const readSort = (parameters: ParameterReader, itemIndex: number): Sort[] =>
	parameters.get<Sort[]>('sort.fields', itemIndex, []).filter(({ field }) => field !== '');
