import { SalesforceError } from '../core/SalesforceError';
import { type Report, type ReportColumn, type ReportFilter, type SortColumn } from './Report';

/** What a run does: the report's own, overridden by the body of the call. */
export interface RunSettings {
	format: Report['format'];
	detail: readonly ReportColumn[];
	down: readonly ReportColumn[];
	across: readonly ReportColumn[];
	aggregates: readonly string[];
	filters: readonly ReportFilter[];
	booleanFilter: string | null;
	sortBy: SortColumn | undefined;
}

const MAX_FILTERS = 20;

/** A refusal as the reports API gives it: with a key of its own. */
export const refuseRun = (message: string, specificErrorCode = 0) =>
	new SalesforceError(400, { errorCode: 'BAD_REQUEST', message, extra: { specificErrorCode } });

/**
 * The settings of a run.
 *
 * @param body as the client has sent it: `{ reportMetadata: { reportFilters, … } }`
 * @throws SalesforceError 400 for what the report doesn't have
 */
export function readSettings(report: Report, body: unknown): RunSettings {
	const { reportMetadata = {} } = (body ?? {}) as { reportMetadata?: Record<string, unknown> };
	const columnOf = (name: unknown): ReportColumn => {
		const column = report.columns.find((one) => one.name === name);
		if (!column) throw refuseRun(`The column ${String(name)} is not in the report type.`, 105);
		return column;
	};
	const namesOf = (key: string, own: readonly string[] = []): readonly ReportColumn[] => {
		const given = reportMetadata[key];
		if (given === undefined) return own.map(columnOf);
		if (!Array.isArray(given)) throw refuseRun(`${key} must be a list`);
		return given.map((entry: unknown) =>
			columnOf(typeof entry === 'string' ? entry : (entry as { name?: unknown } | null)?.name),
		);
	};
	const settings = {
		format: (reportMetadata.reportFormat ?? report.format) as Report['format'],
		detail: namesOf('detailColumns', report.detailColumns),
		down: namesOf('groupingsDown', report.groupingsDown),
		across: namesOf('groupingsAcross', report.groupingsAcross),
		aggregates: (reportMetadata.aggregates ?? report.aggregates) as string[],
		filters: readFilters(reportMetadata.reportFilters ?? report.filters ?? []),
		// Filters that are replaced take the logic over them along.
		booleanFilter: readLogic(reportMetadata, report),
		sortBy: readSort(reportMetadata.sortBy) ?? report.sortBy,
	};
	const twice = settings.detail.find((column) =>
		[...settings.down, ...settings.across].includes(column),
	);
	if (twice) {
		throw refuseRun(`The column ${twice.name} can't be a grouping and a detail column.`, 113);
	}
	settings.filters.forEach(({ column }) => columnOf(column));
	return settings;
}

function readLogic(metadata: Record<string, unknown>, report: Report): string | null {
	const { reportFilters, reportBooleanFilter } = metadata;
	if (typeof reportBooleanFilter === 'string') return reportBooleanFilter;
	return reportFilters === undefined ? (report.booleanFilter ?? null) : null;
}

function readFilters(filters: unknown): ReportFilter[] {
	const isFilter = (filter: unknown): filter is ReportFilter => {
		const { column, operator, value } = (filter ?? {}) as Partial<
			Record<keyof ReportFilter, unknown>
		>;
		return [column, operator, value].every((part) => typeof part === 'string');
	};
	if (!Array.isArray(filters) || !filters.every(isFilter)) {
		throw new SalesforceError(400, {
			errorCode: 'JSON_PARSER_ERROR',
			message: 'reportFilters must be a list of column, operator, value',
		});
	}
	if (filters.length > MAX_FILTERS) {
		throw refuseRun(`A report can have ${MAX_FILTERS} field filters.`, 106);
	}
	return filters;
}

function readSort(sortBy: unknown): SortColumn | undefined {
	if (!Array.isArray(sortBy)) return undefined;
	if (sortBy.length > 1) throw refuseRun('A report can be sorted by one column.', 107);
	return sortBy[0] as SortColumn | undefined;
}
