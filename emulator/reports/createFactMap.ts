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
	/** Value of the grouping column; undefined in a tabular report. */
	group?: DataCell | undefined;
	cells: DataCell[];
	/** The values to be added up. */
	summands: number[];
}

export interface Groups {
	factMap: Record<string, Fact>;
	groupings: { groupings: []; key: string; label: string; value: unknown }[];
}

/** More detail rows a report does not show. */
const maxDetailRows = 2000;

/**
 * The fact map of a report: `T!T` for all rows, `0!T`, `1!T`, … for the groups down the side, each
 * with its sums and last the number of its rows. A tabular report shows its rows at `T!T`, a
 * summary in its groups.
 */
export function createFactMap(
	rows: readonly ReportRow[],
	options: { isGrouped: boolean; details: boolean; sums: number; format: (sum: number) => string },
): Groups {
	const byGroup = new Map<unknown, { group: DataCell; rows: ReportRow[] }>();
	for (const row of options.isGrouped ? rows : []) {
		const group = row.group ?? { label: '-', value: null };
		const entry = byGroup.get(group.value) ?? { group, rows: [] };
		byGroup.set(group.value, entry);
		entry.rows.push(row);
	}
	const groups = [...byGroup.values()].sort((left, right) =>
		left.group.label < right.group.label ? -1 : 1,
	);
	const toFact = (members: readonly ReportRow[], details: boolean): Fact => ({
		aggregates: [
			...addUp(members, options),
			{ label: String(members.length), value: members.length },
		],
		...(options.details && {
			rows: details
				? members.slice(0, maxDetailRows).map(({ cells }) => ({ dataCells: cells }))
				: [],
		}),
	});
	const factMap: Record<string, Fact> = {};
	for (const [at, group] of groups.entries()) factMap[`${at}!T`] = toFact(group.rows, true);
	factMap['T!T'] = toFact(rows, !options.isGrouped);
	return {
		factMap,
		groupings: groups.map(({ group }, at) => ({
			groupings: [],
			key: String(at),
			label: group.label,
			value: group.value,
		})),
	};
}

function addUp(
	rows: readonly ReportRow[],
	{ sums, format }: { sums: number; format: (sum: number) => string },
): DataCell[] {
	return Array.from({ length: sums }, (_, at) => {
		const value = rows.reduce((sum, row) => sum + (row.summands[at] ?? 0), 0);
		return { label: format(value), value };
	});
}
