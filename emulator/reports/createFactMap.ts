import { type PlainValue } from './Report';

/** One cell of a report: what people read, and what it is. */
export interface DataCell {
	label: string;
	value: unknown;
}

export interface Fact {
	aggregates: DataCell[];
	/** Left out where the report is run without details. */
	rows?: { dataCells: DataCell[] }[];
}

export interface ReportRow {
	/** Its groups down the side, the outermost first; none in a tabular report. */
	down: DataCell[];
	/** Its groups across the top. */
	across: DataCell[];
	cells: DataCell[];
	/** The plain value of each column by its name, for aggregates. */
	values: Readonly<Record<string, PlainValue>>;
}

export interface Grouping {
	groupings: Grouping[];
	key: string;
	label: string;
	value: unknown;
}

export interface Facts {
	factMap: Record<string, Fact>;
	groupingsDown: { groupings: Grouping[] };
	groupingsAcross: { groupings: Grouping[] };
}

interface Options {
	details: boolean;
	/** How many groups a row is in, down and across. */
	levels: { down: number; across: number };
	aggregate: (rows: readonly ReportRow[]) => DataCell[];
	maxRows: number;
	rowsAtEveryLevel: boolean;
}

/** A group, or all rows where its key is `T`. */
interface Node {
	key: string;
	depth: number;
	rows: readonly ReportRow[];
	groupings: Grouping[];
}

const byLabel = (left: DataCell, right: DataCell) => (left.label < right.label ? -1 : 1);

/** All nodes of one side: the whole first, then each group before those within. */
function collectNodes(rows: readonly ReportRow[], side: 'down' | 'across'): Node[] {
	const root: Node = { key: 'T', depth: 0, rows, groupings: [] };
	const nodes = [root];
	const split = (node: Node) => {
		const groups = new Map<unknown, { cell: DataCell; rows: ReportRow[] }>();
		for (const row of node.rows) {
			const cell = row[side][node.depth];
			if (!cell) return;
			const key = JSON.stringify(cell.value);
			const group = groups.get(key) ?? { cell, rows: [] };
			groups.set(key, group);
			group.rows.push(row);
		}
		const sorted = [...groups.values()].sort((left, right) => byLabel(left.cell, right.cell));
		for (const [at, { cell, rows: members }] of sorted.entries()) {
			const key = node === root ? String(at) : `${node.key}_${at}`;
			const child: Node = { key, depth: node.depth + 1, rows: members, groupings: [] };
			const { label, value } = cell;
			node.groupings.push({ groupings: child.groupings, key, label, value });
			nodes.push(child);
			split(child);
		}
	};
	split(root);
	return nodes;
}

/**
 * The fact map of a report: `T!T` for all rows, `0!T`, `0_1!T` for groups down the side, `0_1!2` where groups
 * cross. The rows are in the deepest groups, at most as many as a report shows.
 */
export function createFactMap(rows: readonly ReportRow[], options: Options): Facts {
	const down = collectNodes(rows, 'down');
	const across = collectNodes(rows, 'across');
	const factMap: Record<string, Fact> = {};
	let room = options.maxRows;
	for (const left of down) {
		for (const top of across) {
			const own = new Set(top.rows);
			const members = left.rows.filter((row) => own.has(row));
			const fact: Fact = { aggregates: options.aggregate(members) };
			const isDeepest = left.depth === options.levels.down && top.depth === options.levels.across;
			if (options.details) {
				const shown = isDeepest ? members.slice(0, room) : [];
				if (isDeepest) room -= shown.length;
				const all = options.rowsAtEveryLevel && !isDeepest ? members : shown;
				fact.rows = all.map(({ cells }) => ({ dataCells: cells }));
			}
			factMap[`${left.key}!${top.key}`] = fact;
		}
	}
	return {
		factMap,
		groupingsDown: { groupings: down[0]?.groupings ?? [] },
		groupingsAcross: { groupings: across[0]?.groupings ?? [] },
	};
}
