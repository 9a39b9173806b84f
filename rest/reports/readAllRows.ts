import { ReportError } from '../errors';
import { addFilters, listFilterColumns, quoteValue } from './filters';
import { countRows, listCells, plainValue, refuseJoined } from './rows';
import type { RunOverrides } from './runReport';
import type { DataCell, ReportDescription, ReportFilter, ReportResult } from './types';

/** Types whose values can be compared, those first that are compared most safely. */
const ORDERED = [
	'int',
	'double',
	'datetime',
	'date',
	'string',
	'email',
	'phone',
	'url',
	'id',
	'currency',
];
const NEEDED = ['lessOrEqual', 'greaterThan'];

const incomplete = (why: string, advice: string) =>
	new ReportError('REPORT_INCOMPLETE', `The report can't be read completely: ${why}`, advice);

const ADD_COLUMN =
	'Add a column to the report whose values differ from row to row, such as the record ID, an auto number or the created date; or run it with filters that find fewer rows.';

/** A value that rows can be split at: as it sorts, and as a filter takes it. */
interface SplitValue {
	key: string | number;
	text: string;
}

/** The value of a cell; of a name, which is a record's ID, what people read, since filters read that. */
function toSplitValue({ label, value }: DataCell, dataType: string): SplitValue | undefined {
	const plain = plainValue(value);
	if (typeof plain === 'number') return { key: plain, text: String(plain) };
	if (typeof plain !== 'string' || plain === '') return undefined;
	if (dataType === 'date' || dataType === 'datetime') {
		const key = Date.parse(plain);
		return Number.isNaN(key) ? undefined : { key, text: plain };
	}
	const text = dataType === 'id' ? plain : label;
	// How a filter escapes a quote is written nowhere.
	return text.includes('"') ? undefined : { key: text.toLowerCase(), text: quoteValue(text) };
}

const compare = (a: SplitValue, b: SplitValue) => (a.key < b.key ? -1 : Number(a.key > b.key));

const distinct = (sorted: SplitValue[]) =>
	sorted.filter(({ key }, at) => at === 0 || key !== sorted[at - 1]!.key);

/**
 * Where to split: below the last value, if the rows are ordered, because then all rows up to there are among those
 * shown; otherwise in the middle of what is seen. Never at the largest value, so that both parts are smaller than
 * the whole.
 */
function chooseSplit(values: SplitValue[]): SplitValue | undefined {
	const sorted = distinct(values.toSorted(compare));
	const isInOrder = values.every((value, at) => at === 0 || compare(values[at - 1]!, value) <= 0);
	return sorted[isInOrder ? sorted.length - 2 : Math.floor((sorted.length - 2) / 2)];
}

interface SplitColumn {
	name: string;
	label: string;
	dataType: string;
}

/** The shown column whose values differ most among the rows at hand. */
function chooseColumn(
	{ reportTypeMetadata, ...description }: ReportDescription,
	result: ReportResult,
): SplitColumn | undefined {
	const filterable = listFilterColumns({ reportTypeMetadata, ...description });
	const operators = reportTypeMetadata.dataTypeFilterOperatorMap ?? {};
	const isOffered = (dataType: string) =>
		NEEDED.every((needed) => operators[dataType]?.some(({ name }) => name === needed));
	const candidates = result.reportMetadata.detailColumns.flatMap((name) => {
		const column = filterable.get(name);
		if (!column || !ORDERED.includes(column.dataType) || !isOffered(column.dataType)) return [];
		const { dataType, label } = column;
		const values = listCells(result, name).flatMap((cell) => toSplitValue(cell, dataType) ?? []);
		return [{ name, label, dataType, different: new Set(values.map(({ key }) => key)).size }];
	});
	const rank = ({ dataType }: SplitColumn) => ORDERED.indexOf(dataType);
	const [best] = candidates.toSorted((a, b) => b.different - a.different || rank(a) - rank(b));
	return best && best.different > 1 ? best : undefined;
}

/** Values above one and up to another: a part of the report. */
interface Range {
	above?: string;
	upTo?: string;
}

export interface ReadAllOptions {
	/** Runs the report once. */
	run: (overrides: RunOverrides) => Promise<ReportResult>;
	description: ReportDescription;
	/** Filters in addition to the report's own. */
	filters?: readonly ReportFilter[];
	/** Called with the rows that are read, and those that the report has. */
	onProgress?: (read: number, total: number) => void;
}

class CompleteReading {
	private column!: SplitColumn;
	private total = 0;
	private read = 0;

	constructor(private readonly options: ReadAllOptions) {}

	/** The report in parts, each of them complete. */
	async readAll(): Promise<ReportResult[]> {
		refuseJoined(this.options.description);
		const first = await this.run();
		if (first.allData) return [first];
		this.total = this.count(first);
		const column = chooseColumn(this.options.description, first);
		if (!column) throw incomplete('no column has values to split it by', ADD_COLUMN);
		this.column = column;
		const sorted = await this.sort(first);
		return this.complete(sorted, {});
	}

	/** The rows of a tabular report in the order of the column: parts are as large as can be then. */
	private async sort(first: ReportResult): Promise<ReportResult> {
		if (first.reportMetadata.reportFormat !== 'TABULAR') return first;
		const cells = listCells(first, this.column.name);
		const values = cells.flatMap((cell) => toSplitValue(cell, this.column.dataType) ?? []);
		const isInOrder = values.every((value, at) => at === 0 || compare(values[at - 1]!, value) <= 0);
		return isInOrder ? first : this.run([]);
	}

	private async run(range?: readonly ReportFilter[]): Promise<ReportResult> {
		const { run, description, filters = [] } = this.options;
		const { aggregates = [], reportFormat } = description.reportMetadata;
		const isSorted = range !== undefined && reportFormat === 'TABULAR';
		return run({
			...addFilters(description, [...filters, ...(range ?? [])]),
			...(!aggregates.includes('RowCount') && { aggregates: [...aggregates, 'RowCount'] }),
			...(isSorted && { sortBy: [{ sortColumn: this.column.name, sortOrder: 'Asc' as const }] }),
		});
	}

	private runRange({ above, upTo }: Range): Promise<ReportResult> {
		const column = this.column.name;
		return this.run([
			...(above === undefined ? [] : [{ column, operator: 'greaterThan', value: above }]),
			...(upTo === undefined ? [] : [{ column, operator: 'lessOrEqual', value: upTo }]),
		]);
	}

	private count(result: ReportResult): number {
		const count = countRows(result);
		if (count !== undefined) return count;
		throw incomplete(
			"it does not count its rows, so it can't be checked that all rows are there",
			'Turn on Row Counts in the report.',
		);
	}

	/** A part as it is if it has all of its rows, otherwise the parts that it splits into. */
	private async complete(result: ReportResult, range: Range): Promise<ReportResult[]> {
		if (result.allData) return [this.prove(result)];
		const { name, label, dataType } = this.column;
		const values = listCells(result, name).flatMap((cell) => toSplitValue(cell, dataType) ?? []);
		const split = chooseSplit(values);
		if (!split) {
			throw incomplete(`more rows than it shows have one value in '${label}'`, ADD_COLUMN);
		}
		const low = { ...range, upTo: split.text };
		const high = { ...range, above: split.text };
		const parts = [await this.runRange(low), await this.runRange(high)] as const;
		const [below, beyond] = parts.map((part) => this.count(part)) as [number, number];
		const whole = this.count(result);
		const blank = await this.readBlank(whole - below - beyond, range);
		if (below === 0 || beyond === 0) {
			throw incomplete(`Salesforce sorts the values of '${label}' in another way`, ADD_COLUMN);
		}
		return [
			...blank,
			...(await this.complete(parts[0], low)),
			...(await this.complete(parts[1], high)),
		];
	}

	/** Rows without a value are in no range: those that are missing must be these. */
	private async readBlank(missing: number, range: Range): Promise<ReportResult[]> {
		if (missing === 0) return [];
		const { label, name } = this.column;
		if (missing > 0 && range.above === undefined && range.upTo === undefined) {
			const blank = await this.run([{ column: name, operator: 'equals', value: '' }]);
			if (this.count(blank) === missing && blank.allData) return [this.prove(blank)];
			if (!blank.allData) throw incomplete(`too many rows have no value in '${label}'`, ADD_COLUMN);
		}
		throw incomplete(
			`its parts, split by '${label}', have ${Math.abs(missing)} rows ${missing > 0 ? 'less' : 'more'} than the whole`,
			`Records may have changed while it was read: run it again. If that does not help: ${ADD_COLUMN}`,
		);
	}

	/** @throws ReportError for a part that shows another number of rows than it counts */
	private prove(part: ReportResult): ReportResult {
		const [column = ''] = part.reportMetadata.detailColumns;
		const shown = listCells(part, column).length;
		const counted = this.count(part);
		if (shown !== counted) {
			throw incomplete(`a part of it shows ${shown} rows and counts ${counted}`, ADD_COLUMN);
		}
		this.read += shown;
		this.options.onProgress?.(this.read, this.total);
		return part;
	}
}

/**
 * Reads a report that has more rows than Salesforce shows, by runs for ranges of a column's values. Each part must
 * say that it is complete and show as many rows as it counts, and all parts together must count what the report
 * counts. Otherwise nothing is returned.
 *
 * @returns the report's parts; one if the report is complete by itself
 * @throws ReportError `REPORT_INCOMPLETE` with the reason, or for a joined report
 */
export const readAllRows = (options: ReadAllOptions): Promise<ReportResult[]> =>
	new CompleteReading(options).readAll();
