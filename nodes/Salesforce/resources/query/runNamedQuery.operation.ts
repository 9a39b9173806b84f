import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { InvalidInputError, runNamedQuery as runQuery } from '../../../../rest';
import { readRowShape, rowOptions, shapeRow } from '../../fields/rowShape';
import type { ItemOperation, ItemRun, OutputRow } from '../../operation';
import { limitProperties, readLimit } from '../../options/limit';
import { optionsProperty } from '../../options/options';

const namedQuery: INodeProperties = {
	displayName: 'Named Query',
	name: 'namedQuery',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The query that an admin has written under Setup > Integrations > Named Query API',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a named query…',
			typeOptions: { searchListMethod: 'searchNamedQueries', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. AccountsOfIndustry',
			hint: 'The API name, not the label',
		},
	],
};

const queryParameters: INodeProperties = {
	displayName: 'Query Parameters',
	name: 'queryParameters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	placeholder: 'Add Query Parameter',
	description: 'Values for the parameters of the query. Salesforce needs all of them.',
	options: [
		{
			displayName: 'Query Parameter',
			name: 'values',
			values: [
				{
					displayName: 'Name or ID',
					name: 'name',
					type: 'options',
					typeOptions: {
						loadOptionsMethod: 'getNamedQueryParameters',
						loadOptionsDependsOn: ['namedQuery.value'],
					},
					default: '',
					description:
						'A parameter of the query. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. Banking, 2026-01-31 or 100',
					description: 'The value: text, a number, a date, or true or false',
				},
			],
		},
	],
};

function readParameters({ parameters, itemIndex }: ItemRun): Record<string, string> {
	const given = parameters.get<Array<{ name?: unknown; value?: unknown }> | object>(
		'queryParameters.values',
		itemIndex,
		[],
	);
	const read: Record<string, string> = {};
	for (const { name, value } of Array.isArray(given) ? given : []) {
		if (typeof name !== 'string' || name === '') continue;
		if (typeof value === 'object' && value !== null) {
			throw new InvalidInputError(`The query parameter '${name}' takes a single value`);
		}
		read[name] = String(value ?? '');
	}
	return read;
}

export const runNamedQuery: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Run Named Query',
	value: 'runNamedQuery',
	action: 'Run named query',
	description:
		"Run a query that an admin has written in Salesforce, by its name and with its parameters, and return each record as an item. The query stays in Salesforce, so the workflow can't read anything else.",
	properties: [namedQuery, queryParameters, ...limitProperties, optionsProperty(rowOptions)],
	async execute(run) {
		const { client, parameters, itemIndex } = run;
		const name = parameters.getLocator('namedQuery', itemIndex);
		if (name === '') throw new InvalidInputError("The parameter 'Named Query' is empty");
		const shape = readRowShape(parameters, itemIndex);
		const limit = readLimit(run);
		const dropAttributes = !shape.includeAttributes;
		const rows: OutputRow[] = [];
		const pages = runQuery(client, name, readParameters(run), { dropAttributes, limit });
		for await (const { records } of pages) {
			for (const record of records) {
				if (rows.length < limit) rows.push({ json: shapeRow(record, shape) as IDataObject });
			}
		}
		return rows;
	},
};
