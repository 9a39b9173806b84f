import { MAX_CALL_BYTES } from '../rows/cutByBytes';
import { type Graph, GRAPH_LIMITS } from './buildGraph';

/** What decides in which call a graph goes. */
export type GraphSize = Pick<Graph, 'kinds' | 'bytes' | 'keys' | 'isRepeatable'> & {
	records: number;
};

/** A call that is being filled. */
class Call {
	readonly graphs: number[] = [];
	private records = 0;
	private bytes = 0;
	private readonly kinds = new Set<string>();

	constructor(
		readonly number: number,
		private readonly maxBytes: number,
	) {}

	fits({ records, bytes, kinds }: GraphSize): boolean {
		return (
			this.graphs.length < GRAPH_LIMITS.graphs &&
			this.records + records <= GRAPH_LIMITS.records &&
			this.bytes + bytes <= this.maxBytes &&
			new Set([...this.kinds, ...kinds]).size <= GRAPH_LIMITS.kinds
		);
	}

	add(position: number, { records, bytes, kinds }: GraphSize): void {
		this.graphs.push(position);
		this.records += records;
		this.bytes += bytes;
		for (const kind of kinds) this.kinds.add(kind);
	}
}

/**
 * Cuts graphs into calls, which must be sent one after the other; returns positions. Graphs that are safe to repeat
 * go in separate calls, since one that isn't would forbid it for its whole call. If several graphs save the same
 * record, they are sent in their order, so that the last one wins.
 */
export function planGraphs(graphs: readonly GraphSize[], maxBytes = MAX_CALL_BYTES): number[][] {
	const calls: Call[] = [];
	const open = new Map<boolean, Call>();
	/** The last call that saves the record. */
	const lastOf = new Map<string, number>();
	graphs.forEach((graph, position) => {
		const earliest = Math.max(0, ...graph.keys.map((key) => lastOf.get(key) ?? 0));
		let call = open.get(graph.isRepeatable);
		if (call === undefined || call.number < earliest || !call.fits(graph)) {
			call = new Call(calls.length, maxBytes);
			calls.push(call);
			open.set(graph.isRepeatable, call);
		}
		call.add(position, graph);
		for (const key of graph.keys) lastOf.set(key, call.number);
	});
	return calls.map((call) => call.graphs);
}
