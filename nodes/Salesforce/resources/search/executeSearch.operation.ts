import type { INodeProperties } from 'n8n-workflow';
import {
	checkIdentifier,
	executeSearch as runSearch,
	InvalidInputError,
	type ParameterizedSearch,
	type SalesforceRecord,
	searchRecords,
} from '../../../../rest';
import { createDescriber } from '../../items/createDescriber';
import { completeFlatRows, listPaths } from '../../fields/flatColumns';
import { limitProperties, readLimit } from '../../options/limit';
import type { ItemOperation, ItemRun } from '../../operation';
import { optionsProperty } from '../../options/options';
import { findNameField } from './nameFields';
import { readRowShape, rowOptions, shapeRow } from '../../fields/rowShape';

/** Salesforce returns no more for one object. */
const MAX_RESULTS = 2000;

const properties: INodeProperties[] = [
	{
		displayName: 'Search By',
		name: 'searchBy',
		type: 'options',
		options: [
			{
				name: 'Search Term',
				value: 'term',
				description: 'Look for a text in the objects that you choose',
			},
			{
				name: 'SOSL',
				value: 'sosl',
				description: "Write the search in SOSL, Salesforce's search language",
			},
		],
		default: 'term',
	},
	{
		displayName: 'Search Term',
		name: 'term',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Jane Doe or Gonz*',
		description:
			"The text to look for, at least two characters. A * at the end of a word finds all words with this beginning; see also 'Match' under Options.",
		displayOptions: { show: { searchBy: ['term'] } },
	},
	{
		displayName: 'Object Names or IDs',
		name: 'objects',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getSearchableObjects' },
		default: ['Account', 'Contact', 'Lead'],
		required: true,
		description:
			'The objects to search. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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
		description: 'The SOSL to run. It is sent as it is.',
		displayOptions: { show: { searchBy: ['sosl'] } },
	},
];

const options: INodeProperties[] = [
	{
		displayName: 'Fields to Return Names or IDs',
		name: 'fields',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getSearchFields', loadOptionsDependsOn: ['objects'] },
		default: [],
		description:
			'For a search by term. The list shows the fields that all of the objects have. The ID is always returned, and the name if no field is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Match',
		name: 'match',
		type: 'options',
		options: [
			{
				name: 'Beginning of Words',
				value: 'beginnings',
				description: '"gonz" finds "Gonzalez"',
			},
			{ name: 'Whole Words', value: 'words', description: '"gonz" finds "Gonz" only' },
		],
		default: 'words',
		description: 'What the words of the search term must match in a record',
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

const chosenFields = ({ parameters, itemIndex }: ItemRun): string[] =>
	splitNames(parameters.get<string>('options.fields', itemIndex, ''));

async function readSearch(run: ItemRun, limit: number): Promise<ParameterizedSearch> {
	const { client, parameters, itemIndex } = run;
	const names = splitNames(parameters.get<string>('objects', itemIndex, ''));
	if (names.length === 0) throw new InvalidInputError("The parameter 'Objects' is empty");
	const term = parameters.get<string>('term', itemIndex, '');
	// Before the first request.
	if (term.trim() === '') throw new InvalidInputError("The parameter 'Search Term' is empty");
	const chosen = chosenFields(run).filter((name) => name.toLowerCase() !== 'id');
	const describe = createDescriber(client);
	const objects: ParameterizedSearch['objects'] = [];
	for (const name of names) {
		const nameField = chosen.length > 0 ? undefined : await findNameField(name, describe);
		objects.push({ name, fields: ['Id', ...chosen, ...(nameField ? [nameField] : [])] });
	}
	return {
		term,
		objects,
		matchBeginnings:
			parameters.getChoice('options.match', itemIndex, ['words', 'beginnings'], 'words') ===
			'beginnings',
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
		'Find records of several objects at once by a text (SOSL). Salesforce finds a new record only some seconds or minutes after it was saved.',
	properties: [...properties, ...limitProperties, optionsProperty(options)],
	async execute(run) {
		const { client, parameters, itemIndex } = run;
		const limit = readLimit(run);
		const bySosl = parameters.get<string>('searchBy', itemIndex, 'term') === 'sosl';
		const records = bySosl
			? await runSearch(client, parameters.get<string>('sosl', itemIndex, ''))
			: await searchRecords(client, await readSearch(run, limit));
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
