import { readErrorEntry } from '../call/errorAnswer';
import { flag, list, number, object, type Shape, text } from '../call/shape';
import { InvalidResponseError } from '../errors';
import { toLongId } from '../recordId';
import { isRolledBack, type RowResult, type Saved, toRefusal } from '../rows/rowResult';
import type { Graph } from './buildGraph';
import type { TreeNode } from './TreeNode';

interface Part {
	referenceId: string;
	httpStatusCode: number;
	body?: unknown;
}

interface GraphAnswer {
	graphId: string;
	isSuccessful: boolean;
	graphResponse: { compositeResponse: Part[] };
}

const answers = object<{ graphs: GraphAnswer[] }>({
	graphs: list(
		object<GraphAnswer>({
			graphId: text,
			isSuccessful: flag,
			graphResponse: object<GraphAnswer['graphResponse']>({
				compositeResponse: list(object<Part>({ referenceId: text, httpStatusCode: number })),
			}),
		}),
	),
});

const isSaved = ({ httpStatusCode }: Part) => httpStatusCode >= 200 && httpStatusCode < 300;

/** One part for each record of the graph. */
function checkParts({ isSuccessful, graphResponse }: GraphAnswer, graph: Graph): void {
	const parts = graphResponse.compositeResponse;
	const named = new Set(parts.map(({ referenceId }) => referenceId));
	const isWhole = parts.length === named.size && named.size === graph.nodes.size;
	if (!isWhole || !parts.every(({ referenceId }) => graph.nodes.has(referenceId))) {
		throw new InvalidResponseError(`${parts.length} results for ${graph.nodes.size} records`);
	}
	if (isSuccessful !== parts.every(isSaved)) {
		throw new InvalidResponseError('a graph that is both saved and not saved');
	}
	if (isSuccessful)
		for (const part of parts) savedOf(part, graph.nodes.get(part.referenceId)!.node);
}

/** @returns the answers in the order of the graphs, whatever order they came in */
export const graphsFor =
	(graphs: readonly Graph[]): Shape<{ graphs: GraphAnswer[] }> =>
	(value, place) => {
		const found = answers(value, place).graphs;
		const ordered = graphs.map((graph, n) => {
			const answer = found.find(({ graphId }) => graphId === graphIdOf(n));
			if (answer === undefined || found.length !== graphs.length) {
				throw new InvalidResponseError(`${found.length} results for ${graphs.length} graphs`);
			}
			checkParts(answer, graph);
			return answer;
		});
		return { graphs: ordered };
	};

export const graphIdOf = (position: number): string => `g${position}`;

/** What became of one record of a graph that was saved. */
function savedOf({ body, httpStatusCode }: Part, { key }: TreeNode): Saved {
	// Changing a record by its ID answers nothing.
	if (key?.field.toLowerCase() === 'id')
		return { success: true, id: toLongId(key.value), created: false };
	const { id, created } = (body ?? {}) as { id?: unknown; created?: unknown };
	if (typeof id !== 'string' || id === '') {
		throw new InvalidResponseError('a saved record that has no id');
	}
	const isNew = typeof created === 'boolean' ? created : httpStatusCode === 201;
	return { success: true, id, created: key === undefined || isNew };
}

function readSaved(graph: Graph, parts: Part[], root: TreeNode): Saved {
	const saved = new Map<TreeNode, Saved>();
	for (const part of parts) {
		const { node } = graph.nodes.get(part.referenceId)!;
		saved.set(node, savedOf(part, node));
	}
	const withChildren = (node: TreeNode): Saved => {
		const names = Object.keys(node.children);
		if (names.length === 0) return saved.get(node)!;
		const children = names.map((name) => [name, node.children[name]!.map(withChildren)] as const);
		return { ...saved.get(node)!, children: Object.fromEntries(children) };
	};
	return withChildren(root);
}

const entriesOf = ({ body, httpStatusCode }: Part) =>
	(Array.isArray(body) ? body : [body]).map((entry: unknown) =>
		readErrorEntry(entry, `HTTP_${httpStatusCode}`),
	);

/** The record that was refused: all others of the graph are told as halted. */
function findCulprit(parts: Part[]): Part | undefined {
	return parts.find((part) => !isSaved(part) && !entriesOf(part).every(isRolledBack));
}

/** Once more than 14 graphs of a call have failed, Salesforce tries none behind them: all their records are halted. */
const isUntried = ({ isSuccessful, graphResponse }: GraphAnswer) =>
	!isSuccessful && findCulprit(graphResponse.compositeResponse) === undefined;

function toResult({ isSuccessful, graphResponse }: GraphAnswer, graph: Graph): RowResult {
	const parts = graphResponse.compositeResponse;
	const root = [...graph.nodes.values()].find(({ path }) => path === '')!.node;
	if (isSuccessful) return readSaved(graph, parts, root);
	const culprit = findCulprit(parts) ?? parts.find((part) => !isSaved(part))!;
	const { path } = graph.nodes.get(culprit.referenceId)!;
	return { success: false, error: { ...toRefusal(entriesOf(culprit)), path } };
}

/** What became of each graph of a call; `undefined` for one that was not tried. */
export function readGraphResults(
	found: GraphAnswer[],
	graphs: readonly Graph[],
): Array<RowResult | undefined> {
	// A graph that is halted in a call in which nothing was decided would be so again.
	const isProgress = found.some((answer) => !isUntried(answer));
	return found.map((answer, n) =>
		isProgress && isUntried(answer) ? undefined : toResult(answer, graphs[n]!),
	);
}
