import type { Shape } from '../call/shape';
import { flag, list, mapOf, object, optional, text } from '../call/shape';

/** What a cell shows, and what it is. */
export interface DataCell {
	label: string;
	/** Of a currency `{ amount, currency }`; of a name the record's ID. */
	value?: unknown;
}

export interface Fact {
	aggregates?: DataCell[] | null;
	rows?: Array<{ dataCells: DataCell[] }> | null;
}

export interface Grouping extends DataCell {
	/** `0`, `0_1`, … as in the keys of the fact map. */
	key: string;
	groupings?: Grouping[] | null;
}

export interface ReportFilter {
	column: string;
	operator: string;
	value: string;
}

/** What a report is made of. */
export interface ReportMetadata {
	id: string;
	name: string;
	/** `TABULAR`, `SUMMARY`, `MATRIX` or `MULTI_BLOCK`. */
	reportFormat: string;
	detailColumns: string[];
	aggregates: string[];
	groupingsDown: Array<{ name: string }>;
	groupingsAcross: Array<{ name: string }>;
	reportFilters?: ReportFilter[] | null;
	/** `(1 OR 2) AND 3`; none where all filters must hold. */
	reportBooleanFilter?: string | null;
}

export interface ColumnInfo {
	label: string;
	dataType: string;
}

export interface ExtendedMetadata {
	detailColumnInfo: Record<string, ColumnInfo>;
	aggregateColumnInfo: Record<string, ColumnInfo>;
	groupingColumnInfo: Record<string, ColumnInfo>;
}

/** A report's answer. */
export interface ReportResult {
	/** Whether all rows are in it. */
	allData: boolean;
	/** By groups down and across: `0_1!T`; `T` is all. */
	factMap: Record<string, Fact>;
	groupingsDown: { groupings: Grouping[] };
	groupingsAcross: { groupings: Grouping[] };
	reportMetadata: ReportMetadata;
	reportExtendedMetadata: ExtendedMetadata;
}

/** A column of the report's type, whether the report shows it or not. */
export interface TypeColumn extends ColumnInfo {
	filterable?: boolean;
}

export interface ReportDescription {
	reportMetadata: ReportMetadata;
	reportTypeMetadata: {
		categories: Array<{ label: string; columns: Record<string, TypeColumn> }>;
		/** The operators that filters of each type of data take. */
		dataTypeFilterOperatorMap?: Record<string, Array<{ name: string; label: string }>> | null;
	};
}

const cell = object<DataCell>({ label: text });
const columnInfo = object<ColumnInfo>({ label: text, dataType: text });
const columnInfos = mapOf(columnInfo);
const names = list(object<{ name: string }>({ name: text }));
const filters = list(object<ReportFilter>({ column: text, operator: text }));

const grouping: Shape<Grouping> = (value, place) => {
	const shape = object<Grouping>({ key: text, label: text, groupings: optional(list(grouping)) });
	return shape(value, place);
};
const groupings = object<{ groupings: Grouping[] }>({ groupings: list(grouping) });

const metadata = object<ReportMetadata>({
	id: text,
	name: text,
	reportFormat: text,
	detailColumns: list(text),
	aggregates: list(text),
	groupingsDown: names,
	groupingsAcross: names,
	reportFilters: optional(filters),
	reportBooleanFilter: optional(text),
});

const whole = object<ReportResult>({
	allData: flag,
	factMap: mapOf(
		object<Fact>({
			aggregates: optional(list(cell)),
			rows: optional(list(object<{ dataCells: DataCell[] }>({ dataCells: list(cell) }))),
		}),
	),
	groupingsDown: groupings,
	groupingsAcross: groupings,
	reportMetadata: metadata,
	reportExtendedMetadata: object<ExtendedMetadata>({
		detailColumnInfo: columnInfos,
		aggregateColumnInfo: columnInfos,
		groupingColumnInfo: columnInfos,
	}),
});

/** Joined reports answer with blocks, in a form of their own. */
const isJoined = (value: unknown): boolean =>
	(value as { reportMetadata?: { reportFormat?: unknown } } | null)?.reportMetadata
		?.reportFormat === 'MULTI_BLOCK';

const joined = object<ReportResult>({});

export const reportResult: Shape<ReportResult> = (value, place) =>
	isJoined(value) ? joined(value, place) : whole(value, place);

export const reportDescription = object<ReportDescription>({
	reportMetadata: object<ReportMetadata>({
		id: text,
		name: text,
		reportFormat: text,
		reportFilters: optional(filters),
		reportBooleanFilter: optional(text),
	}),
	reportTypeMetadata: object<ReportDescription['reportTypeMetadata']>({
		categories: list(
			object<{ label: string; columns: Record<string, TypeColumn> }>({ columns: columnInfos }),
		),
		dataTypeFilterOperatorMap: optional(
			mapOf(list(object<{ name: string; label: string }>({ name: text }))),
		),
	}),
});

/** A run in the background. */
export interface ReportInstance {
	/** 0LG… */
	id: string;
	/** `New`, `Running`, `Success` or `Error`. */
	status: string;
	/** Why it ended as Error. */
	statusMessage?: unknown;
}

export const reportInstance = object<ReportInstance>({ id: text, status: text });

/** A look at a run in the background: the result is in it once it is there. */
export const reportLook: Shape<{ attributes: ReportInstance }> = (value, place) => {
	const shape = object<{ attributes: ReportInstance }>({
		attributes: object<ReportInstance>({ status: text }),
	});
	const look = shape(value, place);
	if (look.attributes.status === 'Success') reportResult(value, place);
	return look;
};
