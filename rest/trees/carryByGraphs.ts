import { InvalidInputError } from '../errors';
import type { Carrier } from '../rows/carrier';
import type { RowResult, Saved, SavedRow } from '../rows/rowResult';
import { separateRows } from '../rows/separateRows';
import type { Client } from '../types';
import { buildGraph, type Graph } from './buildGraph';
import { planGraphs } from './planGraphs';
import { graphIdOf, graphsFor, readGraphResults } from './readGraphs';
import type { TreeNode, TreeRow } from './TreeNode';

/** The first version that has graphs. */
const FIRST_VERSION = 50;

export interface GraphOptions {
	/** Sent with each record, such as `Sforce-Auto-Assign`. */
	headers?: Record<string, string>;
}

/** The try without an answer may have created what this one has found. */
function forgetCreated(saved: Saved, node: TreeNode): Saved {
	const isKnown = node.key === undefined || node.key.field.toLowerCase() === 'id';
	const { children, created } = saved;
	return {
		...saved,
		created: created === false && !isKnown ? null : created,
		...(children && {
			children: Object.fromEntries(
				Object.entries(children).map(([name, rows]) => [
					name,
					rows.map((row, n) => forgetCreated(row, node.children[name]![n]!)),
				]),
			),
		}),
	};
}

/**
 * Saves records with their children, each tree as a whole or not at all; up to 75 trees and 500 records per call.
 * If no answer comes, trees whose records are all found by a key are sent again. The result of a row is about its
 * `root`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph.htm
 */
export function carryByGraphs(
	client: Client,
	options: GraphOptions = {},
): Carrier<SavedRow, TreeRow> {
	/** Each tree's graph, made once. */
	const known = new WeakMap<TreeNode, Graph>();
	const graphOf = ({ root }: TreeRow): Graph => {
		const graph = known.get(root) ?? buildGraph(root, client.apiVersion, options.headers);
		known.set(root, graph);
		return graph;
	};
	return {
		// A row is uncertain only if it is sent again, and a row whose records might be created twice is never sent again.
		mustNotRepeat: false,
		check: (row) => {
			if (Number(client.apiVersion) < FIRST_VERSION) {
				throw new InvalidInputError(
					`API version ${client.apiVersion} can't save records with children`,
					`Choose v${FIRST_VERSION}.0 or a later one under Options > API Version`,
				);
			}
			graphOf(row);
		},
		plan: (rows) => {
			const graphs = rows.map(graphOf);
			return [planGraphs(graphs.map((graph) => ({ ...graph, records: graph.nodes.size })))];
		},
		send: async (rows) => {
			const graphs = rows.map(graphOf);
			const { body, mayHaveRunBefore } = await client.request({
				method: 'POST',
				path: 'composite/graph',
				body: {
					graphs: graphs.map(({ requests }, n) => ({
						graphId: graphIdOf(n),
						compositeRequest: requests,
					})),
				},
				effect: graphs.every(({ isRepeatable }) => isRepeatable) ? 'repeatable write' : 'create',
				shape: graphsFor(graphs),
			});
			const results = readGraphResults(body.graphs, graphs);
			return mayHaveRunBefore ? { results, isDoubtful: true } : { results };
		},
		afterDoubt: (result: RowResult, { root }) =>
			result.success ? forgetCreated(result, root) : result,
		split: separateRows,
	};
}
