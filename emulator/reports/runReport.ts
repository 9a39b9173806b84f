import { type Context } from '../server/Route';
import { runQuery } from '../soql/runQuery';
import { createAggregator } from './aggregateRows';
import { createFactMap, type DataCell, type ReportRow } from './createFactMap';
import { describeRun } from './describeReport';
import { formatCell } from './formatCell';
import { comparable, compileFilter, compileLogic } from './matchFilters';
import { type PlainValue, type Report, type ReportColumn } from './Report';
import { type RunSettings } from './readSettings';

type Values = Readonly<Record<string, PlainValue>>;

/** The values of the report's columns by their names, for each record of its object. */
function readValues({ org, session, base }: Context, report: Report): Values[] {
	const paths = report.columns.flatMap(({ path, idPath = path }) => [path, idPath]);
	const unique = [...new Set(paths)];
	const soql = `SELECT ${unique.join(', ')} FROM ${report.object}`;
	const result = runQuery(org, soql, { userId: session.userId, base });
	return result.rows.map((row) => {
		const values: Record<string, PlainValue> = {};
		for (const [at, { read }] of result.columns.entries()) {
			values[unique[at] ?? ''] = read(row) as PlainValue;
		}
		const byColumn: Record<string, PlainValue> = {};
		for (const { name, path, idPath } of report.columns) {
			byColumn[name] = values[path] ?? null;
			if (idPath !== undefined) byColumn[`${name}.id`] = values[idPath] ?? null;
		}
		return byColumn;
	});
}

function toCell({ name, dataType, idPath }: ReportColumn, values: Values): DataCell {
	const cell = formatCell(dataType, values[name]);
	return idPath === undefined || cell.value === null
		? cell
		: { label: cell.label, value: values[`${name}.id`] };
}

function filterAndSort(all: Values[], report: Report, settings: RunSettings): Values[] {
	const typeOf = (name: string) =>
		report.columns.find((column) => column.name === name)?.dataType ?? 'string';
	const filters = settings.filters.map((filter) => ({
		name: filter.column,
		fits: compileFilter(filter, typeOf(filter.column)),
	}));
	const logic = compileLogic(settings.booleanFilter, filters.length);
	const rows = all.filter((values) =>
		logic((at) => {
			const filter = filters[at];
			return filter !== undefined && filter.fits(values[filter.name]);
		}),
	);
	const { sortBy } = settings;
	if (!sortBy) return rows;
	const { sortColumn, sortOrder } = sortBy;
	const sign = sortOrder === 'Desc' ? -1 : 1;
	const keyOf = (values: Values) => comparable(typeOf(sortColumn), values[sortColumn]);
	return rows.sort((left, right) => {
		const [a, b] = [keyOf(left), keyOf(right)];
		if (a === b) return 0;
		// What has no value comes first.
		if (a === null || b === null) return a === null ? -sign : sign;
		return a < b ? -sign : sign;
	});
}

/** The rows of a run, all of them, in its order. */
export function readRows(context: Context, report: Report, settings: RunSettings): ReportRow[] {
	const rows = filterAndSort(readValues(context, report), report, settings);
	const cells = (columns: readonly ReportColumn[], values: Values) =>
		columns.map((column) => toCell(column, values));
	return rows.map((values) => ({
		down: cells(settings.down, values),
		across: cells(settings.across, values),
		cells: cells(settings.detail, values),
		values,
	}));
}

/** Runs a report with the settings of this run, and answers it as far as a report shows its rows. */
export function runReport(
	context: Context,
	report: Report,
	settings: RunSettings,
	details: boolean,
): Record<string, unknown> {
	const { base, org } = context;
	const { reportMaxRows, reportRowsAtEveryLevel } = org.policy;
	const rows = readRows(context, report, settings);
	const facts = createFactMap(rows, {
		details,
		levels: { down: settings.down.length, across: settings.across.length },
		aggregate: createAggregator(settings.aggregates, report.columns),
		maxRows: reportMaxRows,
		rowsAtEveryLevel: reportRowsAtEveryLevel,
	});
	return {
		attributes: {
			describeUrl: `${base}/analytics/reports/${report.id}/describe`,
			instancesUrl: `${base}/analytics/reports/${report.id}/instances`,
			reportId: report.id,
			reportName: report.name,
			type: 'Report',
		},
		allData: !details || rows.length <= reportMaxRows,
		...facts,
		hasDetailRows: details,
		...describeRun(report, settings),
	};
}
