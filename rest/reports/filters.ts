import { InvalidInputError } from '../errors';
import type { RunOverrides } from './runReport';
import type { ReportDescription, ReportFilter, TypeColumn } from './types';

/** Salesforce takes no more for one run. */
const MAX_FILTERS = 20;

/** The columns that a report can be filtered by, by their API names; shown ones and others of its type. */
export function listFilterColumns({
	reportTypeMetadata: { categories },
}: ReportDescription): Map<string, TypeColumn> {
	const columns = categories.flatMap((category) => Object.entries(category.columns));
	return new Map(columns.filter(([, { filterable }]) => filterable !== false));
}

/** A value as a report's filter reads it: with a comma in it, it would be two. */
export const quoteValue = (value: string): string =>
	/[,"]|^\s|\s$/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value;

/** Moments as days if a column holds days, e.g. what `{{ $now }}` gives. */
const toDays = (value: string) => value.replace(/(\d{4}-\d{2}-\d{2})T[^",]*/g, '$1');

/**
 * The filters of a run: the report's own, which Salesforce would otherwise leave out, and all added filters.
 *
 * @throws InvalidInputError for a column that the report doesn't have, an operator that doesn't fit it, or too many
 * filters
 */
export function addFilters(
	description: ReportDescription,
	added: readonly ReportFilter[],
): RunOverrides {
	const { reportFilters, reportBooleanFilter } = description.reportMetadata;
	if (added.length === 0) return {};
	const own = reportFilters ?? [];
	const filters = [...own, ...added.map((filter) => fitFilter(description, filter))];
	if (filters.length > MAX_FILTERS) {
		throw new InvalidInputError(
			`The report would run with ${filters.length} filters, and Salesforce takes ${MAX_FILTERS}`,
			`The report itself has ${own.length}. Give fewer filters, or several values separated by commas in one filter.`,
		);
	}
	const numbers = added.map((_, at) => own.length + at + 1);
	return {
		reportFilters: filters,
		reportBooleanFilter: reportBooleanFilter
			? [`(${reportBooleanFilter})`, ...numbers].join(' AND ')
			: null,
	};
}

function fitFilter(description: ReportDescription, filter: ReportFilter): ReportFilter {
	const { column, operator, value } = filter;
	const columns = listFilterColumns(description);
	const found = columns.get(column);
	if (!found) {
		const names = [...columns.keys()].join(', ');
		throw new InvalidInputError(
			`The report can't be filtered by '${column}': its type has no such column`,
			`Columns of the report: ${names.length > 1000 ? `${names.slice(0, 1000)}…` : names}`,
		);
	}
	const map = description.reportTypeMetadata.dataTypeFilterOperatorMap;
	const operators = map?.[found.dataType];
	if (!operators || operators.some(({ name }) => name === operator)) {
		return found.dataType === 'date' ? { ...filter, value: toDays(value) } : filter;
	}
	throw new InvalidInputError(
		`The operator '${operator}' doesn't fit the column '${found.label}' (${found.dataType})`,
		`It takes: ${operators.map(({ name }) => name).join(', ')}`,
	);
}
