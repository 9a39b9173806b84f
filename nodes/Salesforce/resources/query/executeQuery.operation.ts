import { MAX_QUERY_BYTES, splitQuery } from '../../../../rest';
import { bindingsProperty, queryProperty, readBoundQuery } from '../../shared/bindings';
import { limitProperties, readLimit } from '../../shared/limit';
import type { ItemOperation } from '../../shared/operation';
import { optionsProperty } from '../../shared/options';
import { queryOptions } from '../../shared/queryOptions';
import { hintStatements, readRows } from '../../shared/readRows';
import { rowOptions } from '../../shared/rowShape';

export const executeQuery: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Execute Query',
	value: 'executeQuery',
	action: 'Execute query',
	description:
		'Run a SOQL query, with values bound safely, and return each record as an item. Aggregates such as COUNT and GROUP BY are understood.',
	properties: [
		queryProperty,
		bindingsProperty,
		...limitProperties,
		optionsProperty([...queryOptions, ...rowOptions]),
	],
	async execute(run) {
		const statements = splitQuery(readBoundQuery(run.parameters, run.itemIndex), MAX_QUERY_BYTES);
		hintStatements(run, statements);
		return readRows(run, statements, readLimit(run));
	},
};
