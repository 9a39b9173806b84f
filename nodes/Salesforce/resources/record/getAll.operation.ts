import {
	buildQuery,
	MAX_QUERY_BYTES,
	type QueryShape,
	type SoqlPart,
	splitQuery,
} from '../../../../rest';
import { createDescriber } from '../../items/createDescriber';
import { fieldsOption, readFieldNames } from '../../fields/fieldsOption';
import {
	filterProperties,
	readFilters,
	readSort,
	sortProperty,
	whereOption,
} from '../../options/filters';
import { limitProperties, readLimit } from '../../options/limit';
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
		fields: readFieldNames(parameters, itemIndex),
		filters: readFilters(parameters, itemIndex),
		match,
		condition: parameters.get<string>('options.where', itemIndex, ''),
		sort: readSort(parameters, itemIndex),
		limit: readLimit(run),
	};
}

/** The SOQL of the item. Describe is asked only where all fields are wanted, or a value must fit its field. */
async function writeQuery(run: ItemRun): Promise<SoqlPart[]> {
	const shape = readShape(run);
	if (shape.fields.length > 0 && shape.filters?.length === 0) return buildQuery(shape);
	const { fields } = await createDescriber(run.client)(shape.object);
	const types = new Map(fields.map(({ name, type }) => [name.toLowerCase(), type]));
	const names = shape.fields.length > 0 ? shape.fields : fields.map(({ name }) => name);
	return buildQuery({ ...shape, fields: names }, { types, zone: run.parameters.zone });
}

export const getAll: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many records',
	description:
		'Find records of one object by filters, sorted, without writing SOQL; returns each record as an item',
	properties: [
		objectLocator,
		...limitProperties,
		...filterProperties,
		optionsProperty([fieldsOption, ...queryOptions, ...rowOptions, whereOption]),
		sortProperty,
	],
	async execute(run) {
		const statements = splitQuery(await writeQuery(run), MAX_QUERY_BYTES);
		hintStatements(run, statements);
		return readRows(run, statements, readLimit(run));
	},
};
