import { InvalidInputError } from '../errors';
import { path } from '../path';
import { MAX_CALL_BYTES } from '../rows/cutByBytes';
import { keyOf } from '../rows/keyOf';
import { pathTo, type TreeNode } from './TreeNode';

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph_limits.htm */
export const GRAPH_LIMITS = { records: 500, graphs: 75, depth: 15, kinds: 15 } as const;

/** A subrequest of a graph. */
interface GraphRequest {
	method: 'POST' | 'PATCH';
	url: string;
	referenceId: string;
	body: Record<string, unknown>;
	httpHeaders?: Record<string, string>;
}

/** A tree as one graph, and what decides which call it goes into. */
export interface Graph {
	requests: GraphRequest[];
	/** The records by their referenceId, each with its place in the tree. */
	nodes: Map<string, { node: TreeNode; path: string }>;
	/** Salesforce counts the different ones among a call's requests. */
	kinds: Set<string>;
	bytes: number;
	/** What names the records that are found by a key; the same for values that Salesforce may hold for one. */
	keys: string[];
	/** Whether each record is found by a key, so that sending them twice changes nothing twice. */
	isRepeatable: boolean;
}

const isThere = ({ key }: TreeNode) => key?.field.toLowerCase() === 'id';

/** The records, each after those that it points at; otherwise in their order. */
function orderNodes(root: TreeNode): Array<{ node: TreeNode; path: string }> {
	const places: Array<{ node: TreeNode; path: string }> = [];
	const collect = (node: TreeNode, at: string): void => {
		places.push({ node, path: at });
		for (const [name, children] of Object.entries(node.children)) {
			children.forEach((child, n) => collect(child, pathTo(at, name, n)));
		}
	};
	collect(root, '');
	const pathOf = new Map(places.map(({ node, path: at }) => [node, at]));
	const ordered = new Set<TreeNode>();
	const open = new Set<TreeNode>();
	const place = (node: TreeNode): void => {
		if (ordered.has(node)) return;
		if (open.has(node)) {
			throw new InvalidInputError(
				`${pathOf.get(node) || 'The parent'} refers to itself through other records`,
				'Records that refer to each other in a circle can be linked only after they are saved',
			);
		}
		open.add(node);
		// An existing record is referred to by its ID, whether its own request comes before or after.
		for (const target of Object.values(node.links)) if (!isThere(target)) place(target);
		ordered.add(node);
	};
	for (const { node } of places) place(node);
	return [...ordered].map((node) => ({ node, path: pathOf.get(node)! }));
}

const keysOf = ({ object, key }: TreeNode): string[] => {
	if (key === undefined) return [];
	const fields = { [key.field]: key.value };
	return [`${object} ${key.field} ${keyOf({ object, fields }, key.field)}`.toLowerCase()];
};

/** Records of the longest chain in which each refers to the one before. */
function depthOf(nodes: TreeNode[]): number {
	const depths = new Map<TreeNode, number>();
	for (const node of nodes) {
		const before = Object.values(node.links).map((target) => depths.get(target) ?? 0);
		depths.set(node, 1 + Math.max(0, ...before));
	}
	return Math.max(...depths.values());
}

const kindOf = ({ object, key }: TreeNode) =>
	`${object} ${key === undefined ? '' : key.field}`.toLowerCase();

/** @throws InvalidInputError for a tree that no call can hold */
function checkLimits({ nodes, kinds, bytes }: Graph): void {
	const records = [...nodes.values()].map(({ node }) => node);
	const tooMuch = (has: string, takes: string, advice: string) => {
		throw new InvalidInputError(`The item has ${has}; Salesforce saves ${takes} at once`, advice);
	};
	const { records: most, depth, kinds: mostKinds } = GRAPH_LIMITS;
	const apart = 'Save the parent with some of its children, and the others with Create';
	if (records.length > most) tooMuch(`${records.length} records`, `${most}`, apart);
	const deep = depthOf(records);
	if (deep > depth) {
		tooMuch(
			`records that are ${deep} levels deep`,
			`${depth} levels`,
			'Save the lower ones with Create',
		);
	}
	if (kinds.size > mostKinds) {
		tooMuch(`${kinds.size} kinds of records`, `${mostKinds} kinds`, apart);
	}
	if (bytes > MAX_CALL_BYTES) {
		tooMuch(`${Math.ceil(bytes / 1e6)} MB`, `${MAX_CALL_BYTES / 1e6} MB`, apart);
	}
}

/**
 * A tree as the graph that saves it: one request a record, with references if a record points at another one.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph_introduction.htm
 *
 * @param headers sent with each record
 * @throws InvalidInputError for a tree that is too large for a call, records that refer to each other in a circle,
 * or a key that no URL can contain
 */
export function buildGraph(
	root: TreeNode,
	apiVersion: string,
	headers: Record<string, string> = {},
): Graph {
	const ordered = orderNodes(root);
	const ids = new Map(ordered.map(({ node }, n) => [node, `n${n}`]));
	const linkTo = (target: TreeNode) =>
		isThere(target) ? target.key!.value : `@{${ids.get(target)}.id}`;
	const hasHeaders = Object.keys(headers).length > 0;
	const requests = ordered.map(({ node }): GraphRequest => {
		const { object, key, fields, links } = node;
		const sobject = path`sobjects/${object}`;
		const resource =
			key === undefined
				? sobject
				: isThere(node)
					? path`sobjects/${object}/${key.value}`
					: path`sobjects/${object}/${key.field}/${key.value}`;
		const linked = Object.entries(links).map(([field, target]) => [field, linkTo(target)]);
		return {
			method: key === undefined ? 'POST' : 'PATCH',
			url: `/services/data/v${apiVersion}/${resource}`,
			referenceId: ids.get(node)!,
			body: { ...fields, ...(Object.fromEntries(linked) as Record<string, string>) },
			...(hasHeaders && { httpHeaders: headers }),
		};
	});
	const graph: Graph = {
		requests,
		nodes: new Map(ordered.map((place) => [ids.get(place.node)!, place])),
		kinds: new Set(ordered.map(({ node }) => kindOf(node))),
		bytes: Buffer.byteLength(JSON.stringify(requests)),
		keys: ordered.flatMap(({ node }) => keysOf(node)),
		isRepeatable: ordered.every(({ node }) => node.key !== undefined),
	};
	checkLimits(graph);
	return graph;
}
