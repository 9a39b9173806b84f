import type { INodeProperties } from 'n8n-workflow';
import {
	checkIdentifier,
	executeSearch as runSearch,
	InvalidInputError,
	type ParameterizedSearch,
	type SalesforceRecord,
	searchRecords,
} from '../../../../rest';
import { completeFlatRows, listPaths } from '../../fields/flatColumns';
import { limitProperties, readLimit } from '../../options/limit';
import type { ItemOperation, ItemRun } from '../../operation';
import { optionsProperty } from '../../options/options';
import { readRowShape, rowOptions, shapeRow } from '../../fields/rowShape';

/** Salesforce returns no more for one object. */
const MAX_RESULTS = 2000;

const properties: INodeProperties[] = [
	{
		displayName: 'Search By',
		name: 'searchBy',
		type: 'options',
		options: [
			{ name: 'Search Term', value: 'term', description: 'Look for a text in some objects' },
			{ name: 'SOSL', value: 'sosl', description: "Write the search in Salesforce's language" },
		],
		default: 'term',
	},
	{
		displayName: 'Search Term',
		name: 'term',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Jane Doe',
		description: 'The text to look for, two characters at least',
		displayOptions: { show: { searchBy: ['term'] } },
	},
	{
		displayName: 'Objects',
		name: 'objects',
		type: 'string',
		default: 'Account,Contact,Lead',
		required: true,
		placeholder: 'e.g. Account, Contact',
		description: 'API names of the objects to search, with commas between them',
		displayOptions: { show: { searchBy: ['term'] } },
	},
	{
		displayName: 'SOSL',
		name: 'sosl',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		required: true,
		placeholder: 'e.g. FIND {Jane} IN NAME FIELDS RETURNING Contact(Name), Lead(Name, Email)',
		description: 'The search, sent as it is',
		displayOptions: { show: { searchBy: ['sosl'] } },
	},
];

const options: INodeProperties[] = [
	{
		displayName: 'Fields to Return',
		name: 'fields',
		type: 'string',
		default: '',
		placeholder: 'e.g. Name, Phone',
		description:
			'API names with commas between them, for a search by term; all objects must have them. Empty returns the ID.',
	},
	{
		displayName: 'Search In',
		name: 'searchIn',
		type: 'options',
		options: [
			{ name: 'All Fields', value: 'ALL' },
			{ name: 'Email Fields', value: 'EMAIL' },
			{ name: 'Name Fields', value: 'NAME' },
			{ name: 'Phone Fields', value: 'PHONE' },
			{ name: 'Sidebar Fields', value: 'SIDEBAR' },
		],
		default: 'ALL',
		description: 'Which fields a search by term looks into',
	},
	...rowOptions,
];

const splitNames = (text: string | string[]): string[] =>
	(Array.isArray(text) ? text : text.split(','))
		.filter((name) => name.trim() !== '')
		.map(checkIdentifier);

function readSearch({ parameters, itemIndex }: ItemRun, limit: number): ParameterizedSearch {
	const objects = splitNames(parameters.get<string>('objects', itemIndex, ''));
	if (objects.length === 0) throw new InvalidInputError("The parameter 'Objects' is empty");
	return {
		term: parameters.get<string>('term', itemIndex, ''),
		objects,
		fields: splitNames(parameters.get<string>('options.fields', itemIndex, '')),
		in: parameters.get<NonNullable<ParameterizedSearch['in']>>(
			'options.searchIn',
			itemIndex,
			'ALL',
		),
		limit: Math.min(limit, MAX_RESULTS),
	};
}

/** A search finds records of several objects, so that each says first which one it is of. */
const objectOf = (record: SalesforceRecord) =>
	(record.attributes as { type?: string } | undefined)?.type;

/** Flat rows, each object's with the same columns. Lists of fields stand between parentheses or commas in either form. */
function completeFound(
	objects: Array<string | undefined>,
	rows: SalesforceRecord[],
	asked: string | string[],
): SalesforceRecord[] {
	const paths = listPaths(String(asked).split(/[(),]|\b(?:WHERE|ORDER|LIMIT|USING)\b/i));
	const complete = [...rows];
	for (const object of new Set(objects)) {
		const places = objects.flatMap((other, place) => (other === object ? [place] : []));
		const own = completeFlatRows(
			places.map((place) => rows[place]!),
			paths,
		);
		places.forEach((place, n) => (complete[place] = own[n]!));
	}
	return complete;
}

export const executeSearch: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Execute Search',
	value: 'executeSearch',
	action: 'Execute search',
	description:
		'Find records of several objects at once by a text (SOSL). New records are found some seconds to minutes after they were saved.',
	properties: [...properties, ...limitProperties, optionsProperty(options)],
	async execute(run) {
		const { client, parameters, itemIndex } = run;
		const limit = readLimit(run);
		const bySosl = parameters.get<string>('searchBy', itemIndex, 'term') === 'sosl';
		const records = bySosl
			? await runSearch(client, parameters.get<string>('sosl', itemIndex, ''))
			: await searchRecords(client, readSearch(run, limit));
		const shape = readRowShape(parameters, itemIndex);
		const found = records.slice(0, limit);
		const rows = found.map((record) => shapeRow(record, shape));
		const asked = bySosl
			? parameters.get<string>('sosl', itemIndex, '')
			: parameters.get<string>('options.fields', itemIndex, '');
		const complete = shape.isFlat ? completeFound(found.map(objectOf), rows, asked) : rows;
		return found.map((record, n) => ({ json: { object: objectOf(record), ...complete[n] } }));
	},
};
