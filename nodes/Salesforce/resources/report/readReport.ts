import {
	addFilters,
	describeReport,
	InvalidInputError,
	isLuxonMoment,
	parseRecordId,
	quoteValue,
	type ReportDescription,
	type ReportFilter,
	type RunOverrides,
} from '../../../../rest';
import type { ItemRun } from '../../operation';

/**
 * The report that the item names.
 *
 * @throws InvalidInputError for a value that is not the ID or URL of a report
 */
export function readReportId({ parameters, itemIndex }: ItemRun): string {
	const value = parameters.getLocator('report', itemIndex);
	if (value === '') {
		throw new InvalidInputError(
			"The parameter 'Report' is empty",
			'Pick a report, or give its ID or URL',
		);
	}
	const id = parseRecordId(value);
	if (id.startsWith('00O')) return id;
	throw new InvalidInputError(`"${value}" is not the ID of a report`, 'It begins with 00O.');
}

interface FilterEntry {
	column?: string;
	operator?: string;
	value?: unknown;
}

/** A list by expression: each of its values is one, whatever it holds. */
const toText = (value: unknown): string => {
	if (Array.isArray(value)) return value.map((one) => quoteValue(toText(one))).join(',');
	if (isLuxonMoment(value)) return value.toISO() ?? '';
	if (value instanceof Date) return value.toISOString();
	if (value === null || value === undefined) return '';
	return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Filters with a column; an entry that was only begun is left out. */
export const readFilters = ({ parameters, itemIndex }: ItemRun): ReportFilter[] =>
	parameters
		.get<FilterEntry[]>('filters.values', itemIndex, [])
		.filter(({ column }) => column !== undefined && column !== '')
		.map(({ column = '', operator = 'equals', value }) => ({
			...{ column, operator, value: toText(value) },
		}));

/** What a run needs besides the report: its description, but only if filters are added to the report's own. */
export async function readOverrides(
	{ client }: ItemRun,
	id: string,
	filters: ReportFilter[],
): Promise<{ overrides: RunOverrides; description?: ReportDescription }> {
	if (filters.length === 0) return { overrides: {} };
	const description = await describeReport(client, id);
	return { description, overrides: addFilters(description, filters) };
}
