/** What a row has in a column. Moments and days are texts. */
export type PlainValue = string | number | boolean | null;

/** Types of report columns, as report metadata names them. */
export type ColumnType =
	| 'boolean'
	| 'currency'
	| 'date'
	| 'datetime'
	| 'double'
	| 'email'
	| 'id'
	| 'int'
	| 'picklist'
	| 'string';

export interface ReportColumn {
	/** `ACCOUNT_NAME`, as report metadata names columns. */
	name: string;
	label: string;
	/** Path in SOQL: `Account.Name`. */
	path: string;
	dataType: ColumnType;
	/** Path of the record that the text is the name of: the cell's value is its ID then. */
	idPath?: string;
}

/** A filter as report metadata has it. */
export interface ReportFilter {
	column: string;
	operator: string;
	/** Several with commas between them; one that holds a comma stands in double quotes. */
	value: string;
}

export interface SortColumn {
	sortColumn: string;
	sortOrder: 'Asc' | 'Desc';
}

/** A saved report, as much of it as its run needs. */
export interface ReportDefinition {
	name: string;
	developerName: string;
	/** @default 'Public Reports' */
	folderName?: string;
	description?: string;
	format: 'TABULAR' | 'SUMMARY' | 'MATRIX';
	/** API name of the object whose records are its rows. */
	object: string;
	/** All columns of the report's type, shown or not. */
	columns: readonly ReportColumn[];
	/** Names of the columns that rows show, in order. */
	detailColumns: readonly string[];
	/** Names of the columns that rows are grouped by, the outermost first. */
	groupingsDown?: readonly string[];
	groupingsAcross?: readonly string[];
	/** `s!AMOUNT` sums, `a!` averages, `mx!` and `m!` find the largest and the smallest, `RowCount` counts. */
	aggregates: readonly string[];
	filters?: readonly ReportFilter[];
	/** `(1 OR 2) AND 3`. @default all filters must hold */
	booleanFilter?: string;
	sortBy?: SortColumn;
}

export interface Report extends ReportDefinition {
	/** 18 characters. */
	id: string;
}

const columns: readonly ReportColumn[] = [
	{
		name: 'OPPORTUNITY_NAME',
		label: 'Opportunity Name',
		path: 'Name',
		dataType: 'string',
		idPath: 'Id',
	},
	{
		name: 'ACCOUNT_NAME',
		label: 'Account Name',
		path: 'Account.Name',
		dataType: 'string',
		idPath: 'AccountId',
	},
	{ name: 'STAGE_NAME', label: 'Stage', path: 'StageName', dataType: 'picklist' },
	{ name: 'AMOUNT', label: 'Amount', path: 'Amount', dataType: 'currency' },
	{ name: 'CLOSE_DATE', label: 'Close Date', path: 'CloseDate', dataType: 'date' },
	{ name: 'CREATED_DATE', label: 'Created Date', path: 'CreatedDate', dataType: 'datetime' },
	{ name: 'OPPORTUNITY_ID', label: 'Opportunity ID', path: 'Id', dataType: 'id' },
];

/** The reports that every org has: a list of opportunities, and the same by stage. */
export const sampleReports: readonly ReportDefinition[] = [
	{
		name: 'All Opportunities',
		developerName: 'All_Opportunities',
		format: 'TABULAR',
		object: 'Opportunity',
		columns,
		detailColumns: ['OPPORTUNITY_NAME', 'ACCOUNT_NAME', 'STAGE_NAME', 'AMOUNT', 'CLOSE_DATE'],
		aggregates: ['s!AMOUNT', 'RowCount'],
	},
	{
		name: 'Opportunities by Stage',
		developerName: 'Opportunities_by_Stage',
		format: 'SUMMARY',
		object: 'Opportunity',
		columns,
		detailColumns: ['OPPORTUNITY_NAME', 'ACCOUNT_NAME', 'AMOUNT', 'CLOSE_DATE'],
		groupingsDown: ['STAGE_NAME'],
		aggregates: ['s!AMOUNT', 'RowCount'],
	},
];
