import { type DataCell, type ReportRow } from './createFactMap';
import { formatCell } from './formatCell';
import { type ReportColumn } from './Report';
import { refuseRun } from './readSettings';

const KINDS: Record<string, { label: string; reduce: (values: number[]) => number | null }> = {
	s: { label: 'Sum of', reduce: (values) => values.reduce((sum, value) => sum + value, 0) },
	a: {
		label: 'Average',
		reduce: (values) =>
			values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length,
	},
	mx: {
		label: 'Largest',
		reduce: (values) => (values.length === 0 ? null : Math.max(...values)),
	},
	m: {
		label: 'Smallest',
		reduce: (values) => (values.length === 0 ? null : Math.min(...values)),
	},
};

function readAggregate(name: string, columns: readonly ReportColumn[]) {
	const [kind = '', columnName] = name.split('!');
	const column = columns.find((one) => one.name === columnName);
	const how = KINDS[kind];
	if (!column || !how) throw refuseRun(`The aggregate ${name} is invalid.`, 111);
	return { column, how };
}

/** What of an aggregate report metadata shows. */
export function describeAggregate(name: string, columns: readonly ReportColumn[]) {
	if (name === 'RowCount') return { dataType: 'int', label: 'Record Count' };
	const { column, how } = readAggregate(name, columns);
	return { dataType: column.dataType, label: `${how.label} ${column.label}` };
}

/** Adds rows up, one cell for each aggregate. */
export function createAggregator(
	names: readonly string[],
	columns: readonly ReportColumn[],
): (rows: readonly ReportRow[]) => DataCell[] {
	const aggregates = names.map((name) =>
		name === 'RowCount' ? undefined : readAggregate(name, columns),
	);
	return (rows) =>
		aggregates.map((aggregate) => {
			if (!aggregate) return { label: String(rows.length), value: rows.length };
			const { column, how } = aggregate;
			const values = rows
				.map((row) => row.values[column.name])
				.filter((value): value is number => typeof value === 'number');
			const value = how.reduce(values);
			return { label: formatCell(column.dataType, value).label, value };
		});
}
