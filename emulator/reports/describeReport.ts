import { type Report, type ReportColumn, type ReportFilter } from './Report';

/** `reportMetadata` and `reportExtendedMetadata`: what a report is made of. */
export function describeReport(report: Report, filters: readonly ReportFilter[] = []) {
	const { grouping, columns, sums } = report;
	const aggregates = [...sums.map(({ name }) => `s!${name}`), 'RowCount'];
	return {
		reportExtendedMetadata: {
			aggregateColumnInfo: Object.fromEntries([
				...sums.map((sum) => [`s!${sum.name}`, { ...info(sum), label: `Sum of ${sum.label}` }]),
				['RowCount', { dataType: 'int', label: 'Record Count' }],
			]) as Record<string, unknown>,
			detailColumnInfo: Object.fromEntries(columns.map((column) => [column.name, info(column)])),
			groupingColumnInfo: grouping
				? { [grouping.name]: { ...info(grouping), groupingLevel: 0 } }
				: {},
		},
		reportMetadata: {
			aggregates,
			currency: null,
			description: null,
			detailColumns: columns.map(({ name }) => name),
			developerName: report.developerName,
			groupingsAcross: [],
			groupingsDown: grouping
				? [{ dateGranularity: 'None', name: grouping.name, sortAggregate: null, sortOrder: 'Asc' }]
				: [],
			hasDetailRows: true,
			hasRecordCount: true,
			id: report.id,
			name: report.name,
			reportBooleanFilter: null,
			reportFilters: filters,
			reportFormat: report.format,
			reportType: { label: 'Opportunities', type: report.object },
		},
	};
}

function info({ label, dataType }: ReportColumn) {
	return { dataType, label };
}
