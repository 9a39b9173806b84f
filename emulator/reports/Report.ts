/** A saved report, as much of it as its run needs. */
export interface Report {
	/** 18 characters. */
	id: string;
	name: string;
	developerName: string;
	format: 'TABULAR' | 'SUMMARY';
	object: string;
	/** Report columns, by their names in the report's metadata. */
	columns: readonly ReportColumn[];
	/** Column that rows are grouped by, in a summary. */
	grouping?: ReportColumn;
	/** Columns that are added up; the number of rows is always counted. */
	sums: readonly ReportColumn[];
}

export interface ReportColumn {
	/** `ACCOUNT_NAME`, as report metadata names columns. */
	name: string;
	label: string;
	/** Path in SOQL: `Account.Name`. */
	path: string;
	dataType: 'string' | 'picklist' | 'currency' | 'date';
}

const opportunity: ReportColumn = {
	name: 'OPPORTUNITY_NAME',
	label: 'Opportunity Name',
	path: 'Name',
	dataType: 'string',
};
const account: ReportColumn = {
	name: 'ACCOUNT_NAME',
	label: 'Account Name',
	path: 'Account.Name',
	dataType: 'string',
};
const stage: ReportColumn = {
	name: 'STAGE_NAME',
	label: 'Stage',
	path: 'StageName',
	dataType: 'picklist',
};
const amount: ReportColumn = {
	name: 'AMOUNT',
	label: 'Amount',
	path: 'Amount',
	dataType: 'currency',
};
const closeDate: ReportColumn = {
	name: 'CLOSE_DATE',
	label: 'Close Date',
	path: 'CloseDate',
	dataType: 'date',
};

/** The reports of an org: a list of opportunities, and the same by stage. */
export const reports: readonly Report[] = [
	{
		id: '00OgL0000000001QAA',
		name: 'All Opportunities',
		developerName: 'All_Opportunities',
		format: 'TABULAR',
		object: 'Opportunity',
		columns: [opportunity, account, stage, amount, closeDate],
		sums: [amount],
	},
	{
		id: '00OgL0000000002QAA',
		name: 'Opportunities by Stage',
		developerName: 'Opportunities_by_Stage',
		format: 'SUMMARY',
		object: 'Opportunity',
		columns: [opportunity, account, amount, closeDate],
		grouping: stage,
		sums: [amount],
	},
];

/** A filter as report metadata has it. */
export interface ReportFilter {
	column: string;
	operator: string;
	value: string;
}
