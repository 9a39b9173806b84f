import { MAX_CALL_BYTES } from '../rows/cutByBytes';
import { type Graph, GRAPH_LIMITS } from './buildGraph';

/** What of a graph decides where it goes. */
export type GraphSize = Pick<Graph, 'kinds' | 'bytes' | 'isRepeatable'> & { records: number };

/** Calls of graphs in their order, each filled up to the first limit that it meets. */
function fill(graphs: readonly GraphSize[], positions: number[], maxBytes: number): number[][] {
	const calls: number[][] = [];
	let call = { records: 0, bytes: 0, kinds: new Set<string>() };
	for (const position of positions) {
		const { records, bytes, kinds } = graphs[position]!;
		const all = new Set([...call.kinds, ...kinds]);
		const fits =
			calls.length > 0 &&
			calls.at(-1)!.length < GRAPH_LIMITS.graphs &&
			call.records + records <= GRAPH_LIMITS.records &&
			call.bytes + bytes <= maxBytes &&
			all.size <= GRAPH_LIMITS.kinds;
		if (!fits) {
			calls.push([]);
			call = { records: 0, bytes: 0, kinds: new Set() };
		}
		calls.at(-1)!.push(position);
		call = {
			records: call.records + records,
			bytes: call.bytes + bytes,
			kinds: fits ? all : new Set(kinds),
		};
	}
	return calls;
}

/**
 * Cuts graphs into calls: positions. Those that are safe to repeat go in calls of their own, since one that isn't
 * would forbid it to all of its call.
 */
export function planGraphs(graphs: readonly GraphSize[], maxBytes = MAX_CALL_BYTES): number[][] {
	const positions = graphs.map((_, position) => position);
	const repeatable = positions.filter((at) => graphs[at]!.isRepeatable);
	const others = positions.filter((at) => !graphs[at]!.isRepeatable);
	return [...fill(graphs, others, maxBytes), ...fill(graphs, repeatable, maxBytes)];
}
