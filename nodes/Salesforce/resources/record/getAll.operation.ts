import {
	buildQuery,
	type FieldDescribe,
	MAX_QUERY_BYTES,
	type Origin,
	type QueryShape,
	type SoqlPart,
	splitQuery,
	tellOrigin,
} from '../../../../rest';
import { createDescriber } from '../../items/createDescriber';
import {
	leaveOutEmptyAddresses,
	orderFields,
	readReturnFields,
	returnFieldProperties,
} from '../../fields/returnFields';
import { filterProperties } from '../../../shared/filters';
import { readFilters, readSort, sortProperty, whereOption } from '../../options/filters';
import { limitProperties, readLimit } from '../../options/limit';
import { byFilters, listViewProperties, readListView } from '../../options/listView';
import { objectLocator } from '../../../shared/objectLocator';
import type { ItemOperation, ItemRun } from '../../operation';
import { optionsProperty } from '../../options/options';
import { queryOptions } from '../../options/queryOptions';
import { hintStatements, readRows } from '../../items/readRows';
import { rowOptions } from '../../fields/rowShape';
import { readObject } from '../../items/saveItems';

function readShape(run: ItemRun): QueryShape {
	const { parameters, itemIndex } = run;
	const match = parameters.get<string>('mustMatch', itemIndex, 'all') === 'any' ? 'any' : 'all';
	return {
		object: readObject(run, itemIndex),
		fields: readReturnFields(parameters, itemIndex),
		filters: readFilters(parameters, itemIndex),
		match,
		condition: parameters.get<string>('options.where', itemIndex, ''),
		sort: readSort(parameters, itemIndex),
		limit: readLimit(run),
	};
}

/** The parts of the statement that the user wrote. Filters are shown as they are in the editor. */
const listOrigins = ({ condition = '', filters = [] }: QueryShape): Origin[] => [
	{ parameter: "'SOQL Condition'", sent: condition.trim() },
	...filters.map(({ field, operator, value }) => ({
		parameter: "'Filters'",
		sent: field,
		written: [field, operator, value === undefined ? '' : JSON.stringify(value)].join(' ').trim(),
	})),
];

const tellLimit = (limit: number) =>
	`The limit of ${limit.toLocaleString('en-US')} was reached, so there may be more records. To get them, raise 'Limit' or turn on 'Return All'.`;

interface Plan {
	parts: SoqlPart[];
	/** Describe's, if the fields are the node's own choice and a simplified one. */
	simplified?: FieldDescribe[];
}

/** The SOQL of the item. Describe is asked only if no fields are chosen, or a value must fit its field. */
async function writeQuery(run: ItemRun): Promise<Plan> {
	const shape = readShape(run);
	const isChosen = shape.fields.length > 0;
	if (isChosen && shape.filters?.length === 0) return { parts: buildQuery(shape) };
	const { fields } = await createDescriber(run.client)(shape.object);
	const types = new Map(fields.map(({ name, type }) => [name.toLowerCase(), type]));
	const simplify = run.parameters.get('simplify', run.itemIndex, true);
	const names = isChosen ? shape.fields : orderFields(fields, simplify);
	const parts = buildQuery({ ...shape, fields: names }, { types, zone: run.parameters.zone });
	return { parts, ...(!isChosen && simplify && { simplified: fields }) };
}

export const getAll: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many records',
	description:
		'Find records of one object by filters or by a list view, sorted, without writing SOQL; returns each record as an item',
	properties: [
		objectLocator,
		...listViewProperties,
		...limitProperties,
		...returnFieldProperties.map((property) =>
			property.name === 'simplify' ? byFilters(property) : property,
		),
		...filterProperties.map(byFilters),
		optionsProperty([...queryOptions, ...rowOptions, byFilters(whereOption)]),
		byFilters(sortProperty),
	],
	async execute(run) {
		const listView = await readListView(run);
		if (listView !== undefined) {
			hintStatements(run, [listView]);
			return readRows(run, [listView], readLimit(run));
		}
		const { parts, simplified } = await writeQuery(run);
		const statements = splitQuery(parts, MAX_QUERY_BYTES);
		hintStatements(run, statements);
		const limit = readLimit(run);
		const rows = await readRows(run, statements, limit).catch((error: unknown) => {
			throw tellOrigin(error, statements[0] ?? '', listOrigins(readShape(run)));
		});
		if (rows.length === limit) run.hint(tellLimit(limit));
		return simplified ? leaveOutEmptyAddresses(rows, simplified) : rows;
	},
};
