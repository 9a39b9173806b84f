export { addFilters, listFilterColumns, quoteValue } from './filters';
export { listReports, type ReportSummary } from './listReports';
export { readAllRows } from './readAllRows';
export { countRows, type RowShape, toRows, toSummary } from './rows';
export {
	describeReport,
	downloadReport,
	EXCEL_TYPE,
	runReport,
	runReportInBackground,
	type RunOverrides,
} from './runReport';
export type { ReportDescription, ReportFilter, ReportInstance, ReportResult } from './types';
