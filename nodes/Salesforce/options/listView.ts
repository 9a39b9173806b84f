import type { INodeProperties } from 'n8n-workflow';
import { checkIdentifier, InvalidInputError, readListViewQuery } from '../../../rest';
import { selectionOf } from '../fields/flatColumns';
import { readReturnFields } from '../fields/returnFields';
import { readObject } from '../items/saveItems';
import type { ItemRun } from '../operation';

/** Shown where records are found by filters. */
export const byFilters = (property: INodeProperties): INodeProperties => ({
	...property,
	displayOptions: {
		...property.displayOptions,
		hide: { ...property.displayOptions?.hide, '/filterBy': ['listView'] },
	},
});

export const listViewProperties: INodeProperties[] = [
	{
		displayName: 'Filter By',
		name: 'filterBy',
		type: 'options',
		options: [
			{ name: 'Filters', value: 'filters', description: 'Conditions that are set below' },
			{
				name: 'List View',
				value: 'listView',
				description: 'The filters, fields and order of a list view in Salesforce',
			},
		],
		default: 'filters',
		description: 'How the records are found',
	},
	{
		displayName: 'List View',
		name: 'listView',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The list view of the object. All of its records are found, not only a page.',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a list view…',
				typeOptions: { searchListMethod: 'searchListViews', searchable: true },
			},
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. AllAccounts',
				hint: 'The API name, the same in each copy of an org',
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 00Bxx0000000001EAA',
			},
		],
		displayOptions: { show: { '/filterBy': ['listView'] } },
	},
];

/**
 * The SOQL of the list view, with the fields that the user chose instead of its own.
 *
 * @returns `undefined` if records are found by filters
 * @throws InvalidInputError
 */
export async function readListView(run: ItemRun): Promise<string | undefined> {
	const { client, parameters, itemIndex } = run;
	const choices = ['filters', 'listView'] as const;
	if (parameters.getChoice('filterBy', itemIndex, choices, 'filters') === 'filters') {
		return undefined;
	}
	const name = parameters.getLocator('listView', itemIndex);
	if (name === '') throw new InvalidInputError("The parameter 'List View' is empty");
	const soql = await readListViewQuery(client, readObject(run, itemIndex), name);
	const chosen = readReturnFields(parameters, itemIndex);
	if (chosen.length === 0) return soql;
	return soql.replace(selectionOf(soql), ` ${chosen.map(checkIdentifier).join(', ')} `);
}
