import { describeAggregate } from './aggregateRows';
import { OPERATORS } from './matchFilters';
import { readSettings, type RunSettings } from './readSettings';
import { type Report, type ReportColumn } from './Report';

const toGrouping = ({ name }: ReportColumn) => ({
	dateGranularity: 'None',
	name,
	sortAggregate: null,
	sortOrder: 'Asc',
});

/** `reportMetadata` and `reportExtendedMetadata`: what a run is made of. */
export function describeRun(report: Report, settings: RunSettings) {
	const { down, across, detail, aggregates, filters, booleanFilter, sortBy } = settings;
	return {
		reportExtendedMetadata: {
			aggregateColumnInfo: Object.fromEntries(
				aggregates.map((name) => [name, describeAggregate(name, report.columns)]),
			),
			detailColumnInfo: Object.fromEntries(detail.map((column) => [column.name, info(column)])),
			groupingColumnInfo: Object.fromEntries(
				[down, across].flatMap((side) =>
					side.map((column, groupingLevel) => [column.name, { ...info(column), groupingLevel }]),
				),
			),
		},
		reportMetadata: {
			aggregates,
			crossFilters: [],
			currency: null,
			description: report.description ?? null,
			detailColumns: detail.map(({ name }) => name),
			developerName: report.developerName,
			groupingsAcross: across.map(toGrouping),
			groupingsDown: down.map(toGrouping),
			hasDetailRows: true,
			hasRecordCount: aggregates.includes('RowCount'),
			id: report.id,
			name: report.name,
			reportBooleanFilter: booleanFilter,
			reportFilters: filters.map((filter) => ({
				...filter,
				filterType: 'fieldValue',
				isRunPageEditable: true,
			})),
			reportFormat: settings.format,
			reportType: { label: report.object, type: report.object },
			sortBy: sortBy ? [sortBy] : [],
			standardDateFilter: {
				column: 'CREATED_DATE',
				durationValue: 'CUSTOM',
				endDate: null,
				startDate: null,
			},
			standardFilters: [],
		},
	};
}

/** A report's describe: also what filters its type allows. */
export function describeReport(report: Report) {
	const columns = Object.fromEntries(
		report.columns.map((column) => [
			column.name,
			{
				allowedInCustomDetailFormula: true,
				...info(column),
				filterValues: [],
				filterable: true,
			},
		]),
	);
	return {
		...describeRun(report, readSettings(report, undefined)),
		reportTypeMetadata: {
			categories: [{ label: `${report.object} Information`, columns }],
			dataTypeFilterOperatorMap: Object.fromEntries(
				Object.entries(OPERATORS).map(([type, names]) => [
					type,
					names.map((name) => ({ label: labelOf(name), name })),
				]),
			),
		},
	};
}

const labelOf = (operator: string) =>
	operator.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function info({ label, dataType }: ReportColumn) {
	return { dataType, label };
}
