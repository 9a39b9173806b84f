import { ReportError } from '../errors';
import { isRecordId } from '../recordId';
import type { DataCell, Fact, Grouping, ReportDescription, ReportResult } from './types';

/** How rows are given. */
export interface RowShape {
	/** Columns by what people call them, or by their API names. @default 'labels' */
	keys?: 'labels' | 'apiNames';
	/**
	 * Cells as values, or as people read them. A record is shown by its name in both cases; with `values` its ID
	 * follows in a separate column. @default 'values'
	 */
	values?: 'values' | 'labels';
}

/** A group of the deepest level: its key, and the cells of the groups that it is in, the outermost first. */
interface Leaf {
	key: string;
	cells: DataCell[];
}

/** The deepest groups, in the report's order. Those above show the same rows again in some reports. */
function listLeaves(groupings: Grouping[], depth: number): Leaf[] {
	if (depth === 0) return [{ key: 'T', cells: [] }];
	const collect = (level: Grouping[], above: DataCell[]): Leaf[] =>
		level.flatMap((group) => {
			const cells = [...above, group];
			return cells.length === depth
				? [{ key: group.key, cells }]
				: collect(group.groupings ?? [], cells);
		});
	return collect(groupings, []);
}

/** The facts of the deepest groups, each with the cells of its groups. */
function* listFacts(result: ReportResult): Generator<{ cells: DataCell[]; fact: Fact }> {
	const { groupingsDown, groupingsAcross, reportMetadata, factMap } = result;
	const down = listLeaves(groupingsDown.groupings, reportMetadata.groupingsDown.length);
	const across = listLeaves(groupingsAcross.groupings, reportMetadata.groupingsAcross.length);
	for (const left of down) {
		for (const top of across) {
			const fact = factMap[`${left.key}!${top.key}`];
			if (fact) yield { cells: [...left.cells, ...top.cells], fact };
		}
	}
}

interface Column {
	name: string;
	label: string;
}

/** What columns are called in items. Where two have the same label, both get their API name to it. */
function nameColumns(columns: Column[], keys: RowShape['keys']): string[] {
	if (keys === 'apiNames') return columns.map(({ name }) => name);
	const count = new Map<string, number>();
	for (const { label } of columns) count.set(label, (count.get(label) ?? 0) + 1);
	return columns.map(({ name, label }) => (count.get(label) === 1 ? label : `${label} (${name})`));
}

/** A currency's amount; anything else as it is. */
export const plainValue = (value: unknown): unknown => {
	if (typeof value !== 'object' || value === null) return value ?? null;
	return 'amount' in value ? value.amount : value;
};

const cellValue = ({ label, value }: DataCell, values: RowShape['values']): unknown =>
	values === 'labels' && value !== null && value !== undefined ? label : plainValue(value);

const groupColumns = ({ reportMetadata, reportExtendedMetadata }: ReportResult): Column[] =>
	[...reportMetadata.groupingsDown, ...reportMetadata.groupingsAcross].map(({ name }) => ({
		name,
		label: reportExtendedMetadata.groupingColumnInfo[name]?.label ?? name,
	}));

/** @throws ReportError for a joined report, whose blocks have columns of their own */
export function refuseJoined({
	reportMetadata: { reportFormat, name },
}: Pick<ReportDescription, 'reportMetadata'>): void {
	if (reportFormat !== 'MULTI_BLOCK') return;
	throw new ReportError(
		'JOINED_REPORT',
		`'${name}' is a joined report, whose rows do not all have the same columns`,
		"Choose Raw or Excel File for 'Output', or a report of another format.",
	);
}

/** Whether the cell names a record: its value is the ID then. */
const namesRecord = ({ label, value }: DataCell): boolean =>
	typeof value === 'string' && value !== label && isRecordId(value) && /\d/.test(value);

/** Cells in rows as items. Those of one column have the same keys in all of them. */
function toItems(
	columns: Column[],
	rows: DataCell[][],
	{ keys, values }: RowShape,
): Array<Record<string, unknown>> {
	const names = nameColumns(columns, keys);
	const idNames = names.map((name, at) => {
		const idName = keys === 'apiNames' ? `${name}_ID` : `${name} ID`;
		const isNeeded =
			values !== 'labels' && rows.some((cells) => cells[at] && namesRecord(cells[at]));
		return isNeeded && !names.includes(idName) ? idName : undefined;
	});
	const entriesOf = (cell: DataCell, name: string, idName?: string): Array<[string, unknown]> => {
		const isNamed = namesRecord(cell);
		const shown: [string, unknown] = [name, isNamed ? cell.label : cellValue(cell, values)];
		return idName === undefined ? [shown] : [shown, [idName, isNamed ? cell.value : null]];
	};
	return rows.map((cells) =>
		Object.fromEntries(
			names.flatMap((name, at) => entriesOf(cells[at] ?? { label: '' }, name, idNames[at])),
		),
	);
}

/**
 * The detail rows of a report. The groups of a row are columns before its own.
 *
 * @throws ReportError for a joined report
 */
export function toRows(result: ReportResult, shape: RowShape = {}): Array<Record<string, unknown>> {
	refuseJoined(result);
	const { detailColumnInfo } = result.reportExtendedMetadata;
	const columns = result.reportMetadata.detailColumns.map((name) => ({
		name,
		label: detailColumnInfo[name]?.label ?? name,
	}));
	const rows = [...listFacts(result)].flatMap(({ cells, fact }) =>
		(fact.rows ?? []).map(({ dataCells }) => [...cells, ...dataCells]),
	);
	return toItems([...groupColumns(result), ...columns], rows, shape);
}

/**
 * The groups of the deepest level with their sums, averages and counts; one line for the whole report if it has no
 * groups.
 *
 * @throws ReportError for a joined report
 */
export function toSummary(
	result: ReportResult,
	shape: RowShape = {},
): Array<Record<string, unknown>> {
	refuseJoined(result);
	const { aggregateColumnInfo } = result.reportExtendedMetadata;
	const columns = result.reportMetadata.aggregates.map((name) => ({
		name,
		label: aggregateColumnInfo[name]?.label ?? name,
	}));
	const rows = [...listFacts(result)].map(({ cells, fact }) => [
		...cells,
		...(fact.aggregates ?? []),
	]);
	return toItems([...groupColumns(result), ...columns], rows, shape);
}

/** How many rows the report found, shown or not, if it counts them. */
export function countRows({ factMap, reportMetadata }: ReportResult): number | undefined {
	const at = reportMetadata.aggregates?.indexOf('RowCount') ?? -1;
	const value = factMap?.['T!T']?.aggregates?.[at]?.value;
	return typeof value === 'number' ? value : undefined;
}

/** The cells of a column in the rows that are shown. */
export function listCells(result: ReportResult, column: string): DataCell[] {
	const at = result.reportMetadata.detailColumns.indexOf(column);
	return [...listFacts(result)].flatMap(({ fact }) =>
		(fact.rows ?? []).flatMap(({ dataCells }) => dataCells[at] ?? []),
	);
}
