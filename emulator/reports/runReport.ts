import { refuse } from '../core/SalesforceError';
import { type Context } from '../server/Route';
import { runQuery } from '../soql/runQuery';
import { createFactMap, type DataCell, type ReportRow } from './createFactMap';
import { describeReport } from './describeReport';
import { type Report, type ReportColumn, type ReportFilter } from './Report';

const operators: Record<string, (path: string, value: string) => string> = {
	equals: (path, value) => `${path} = ${value}`,
	notEqual: (path, value) => `${path} != ${value}`,
	lessThan: (path, value) => `${path} < ${value}`,
	greaterThan: (path, value) => `${path} > ${value}`,
	lessOrEqual: (path, value) => `${path} <= ${value}`,
	greaterOrEqual: (path, value) => `${path} >= ${value}`,
};

const format = (sum: number) => sum.toLocaleString('en-US', { style: 'currency', currency: 'USD' });

/** Runs a report with the filters of this run, and answers it whole. */
export function runReport(
	context: Context,
	report: Report,
	filters: readonly ReportFilter[],
	details: boolean,
): Record<string, unknown> {
	const { grouping, columns, sums } = report;
	const all = grouping ? [grouping, ...columns] : [...columns];
	const where = filters.map((filter) => toCondition(report, filter)).join(' AND ');
	const soql = `SELECT ${all.map(({ path }) => path).join(', ')} FROM ${report.object}${where && ` WHERE ${where}`}`;
	const { org, session, base } = context;
	const result = runQuery(org, soql, { userId: session.userId, base });
	const rows = result.rows.map((row): ReportRow => {
		const cells = result.columns.map(({ read }, at) => toCell(all[at], read(row)));
		const summands = sums.map((sum) => Number(cells[all.indexOf(sum)]?.value ?? 0));
		return grouping ? { group: cells[0], cells: cells.slice(1), summands } : { cells, summands };
	});
	const isGrouped = grouping !== undefined;
	const { factMap, groupings } = createFactMap(rows, {
		isGrouped,
		details,
		sums: sums.length,
		format,
	});
	return {
		attributes: {
			describeUrl: `${base}/analytics/reports/${report.id}/describe`,
			instancesUrl: `${base}/analytics/reports/${report.id}/instances`,
			reportId: report.id,
			reportName: report.name,
			type: 'Report',
		},
		allData: rows.length <= 2000,
		factMap,
		groupingsAcross: { groupings: [] },
		groupingsDown: { groupings },
		hasDetailRows: details,
		...describeReport(report, filters),
	};
}

function toCell(column: ReportColumn | undefined, value: unknown): DataCell {
	if (value === null || value === undefined) return { label: '-', value: null };
	if (column?.dataType === 'currency') return { label: format(Number(value)), value };
	return { label: typeof value === 'string' ? value : JSON.stringify(value), value };
}

function toCondition(
	{ columns, grouping }: Report,
	{ column, operator, value }: ReportFilter,
): string {
	const found = [...columns, ...(grouping ? [grouping] : [])].find(({ name }) => name === column);
	const write = operators[operator];
	if (!found) throw refuse(400, 'BAD_REQUEST', `The filter column ${column} is not in the report`);
	if (!write) throw refuse(400, 'BAD_REQUEST', `The filter operator ${operator} is unknown`);
	const isBare = found.dataType === 'currency' || found.dataType === 'date';
	const text = isBare ? value : `'${value.replace(/['\\]/g, '\\$&')}'`;
	if (isBare && !/^[\d.:-]+$/.test(value)) {
		throw refuse(400, 'BAD_REQUEST', `The filter value ${value} does not fit ${column}`);
	}
	return write(found.path, text);
}
