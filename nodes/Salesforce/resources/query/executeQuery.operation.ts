import { MAX_QUERY_BYTES, ownLimitOf, splitQuery, tellOrigin } from '../../../../rest';
import {
	bindingsProperty,
	listBindOrigins,
	queryProperty,
	readBoundQuery,
} from '../../options/bindings';
import { limitProperties, readLimit } from '../../options/limit';
import type { ItemOperation } from '../../operation';
import { optionsProperty } from '../../options/options';
import { queryOptions } from '../../options/queryOptions';
import { hintStatements, readRows } from '../../items/readRows';
import { rowOptions } from '../../fields/rowShape';

export const executeQuery: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Execute Query',
	value: 'executeQuery',
	action: 'Execute query',
	description:
		'Run a SOQL query, with values bound safely, and return each record as an item. Aggregates such as COUNT and GROUP BY work too.',
	properties: [
		queryProperty,
		bindingsProperty,
		...limitProperties.map((property) =>
			property.name === 'limit'
				? { ...property, hint: 'A LIMIT in the query wins over this one' }
				: property,
		),
		optionsProperty([...queryOptions, ...rowOptions]),
	],
	async execute(run) {
		const statements = splitQuery(readBoundQuery(run.parameters, run.itemIndex), MAX_QUERY_BYTES);
		hintStatements(run, statements);
		const limit = ownLimitOf(statements[0] ?? '') ?? readLimit(run);
		return readRows(run, statements, limit).catch((error: unknown) => {
			const origins = listBindOrigins(run.parameters, run.itemIndex);
			throw tellOrigin(error, statements[0] ?? '', origins);
		});
	},
};
