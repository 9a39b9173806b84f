import type { INodeProperties } from 'n8n-workflow';
import { outputDataField } from '../../options/dataFields';
import { waitLimitOption } from '../bulkJob/waiting';

const OPERATORS: Array<{ name: string; value: string; description?: string }> = [
	{ name: 'Contains', value: 'contains' },
	{ name: 'Does Not Contain', value: 'notContain' },
	{ name: 'Equals', value: 'equals', description: 'If there is no value: the field is empty' },
	{ name: 'Excludes', value: 'excludes', description: 'Multi-select picklist: none of the values' },
	{ name: 'Greater Than', value: 'greaterThan' },
	{ name: 'Greater Than or Equal', value: 'greaterOrEqual' },
	{ name: 'Includes', value: 'includes', description: 'Multi-select picklist: one of the values' },
	{ name: 'Less Than', value: 'lessThan' },
	{ name: 'Less Than or Equal', value: 'lessOrEqual' },
	{
		name: 'Not Equals',
		value: 'notEqual',
		description: 'If there is no value: the field is not empty',
	},
	{ name: 'Starts With', value: 'startsWith' },
	{ name: 'Within', value: 'within', description: 'Location: within a distance' },
];

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Filter',
	default: {},
	description:
		"Conditions that rows must meet in addition to the report's own filters. For this run only.",
	options: [
		{
			displayName: 'Filter',
			name: 'values',
			values: [
				{
					displayName: 'Column Name or ID',
					name: 'column',
					type: 'options',
					typeOptions: {
						loadOptionsMethod: 'getReportColumns',
						loadOptionsDependsOn: ['report.value'],
					},
					default: '',
					description:
						'A column of the report, or another column of its report type. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
				{
					displayName: 'Operator',
					name: 'operator',
					type: 'options',
					options: OPERATORS,
					default: 'equals',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. Closed Won, Closed Lost or 2026-01-31',
					description:
						'Several values separated by commas: one of them must match. Put a value that contains a comma in double quotes, or give a list by expression.',
				},
			],
		},
	],
};

export const reportProperties: INodeProperties[] = [
	{
		displayName: 'Report',
		name: 'report',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The report to run',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a report…',
				typeOptions: { searchListMethod: 'searchReports', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 00Oxx000008KvGzEAK',
			},
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				placeholder:
					'e.g. https://acme.lightning.force.com/lightning/r/Report/00Oxx000008KvGzEAK/view',
			},
		],
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{
				name: 'Excel File',
				value: 'file',
				description: 'One item with the report as Salesforce formats it for Excel',
			},
			{
				name: 'Raw',
				value: 'raw',
				description: 'One item with the unchanged answer of Salesforce',
			},
			{
				name: 'Rows',
				value: 'rows',
				description: 'One item for each row, with its groups as columns',
			},
			{
				name: 'Summary',
				value: 'summary',
				description: 'One item for each group with its sums, averages and counts',
			},
		],
		default: 'rows',
		description: 'What to return of the report',
	},
	filters,
	{ ...outputDataField, displayOptions: { show: { output: ['file'] } } },
];

export const reportOptions: INodeProperties[] = [
	{
		displayName: 'Column Names',
		name: 'keys',
		type: 'options',
		options: [
			{
				name: 'API Names',
				value: 'apiNames',
				description: 'The API names of the columns: ACCOUNT_NAME',
			},
			{
				name: 'Labels',
				value: 'labels',
				description: 'The names that the report shows; if two are equal, with the API name',
			},
		],
		default: 'labels',
		description: 'How to name the columns of rows and summaries',
	},
	{
		displayName: 'If Incomplete',
		name: 'onIncomplete',
		type: 'options',
		options: [
			{ name: 'Fail', value: 'fail', description: 'Returns an error and no rows' },
			{
				name: 'Warn',
				value: 'warn',
				description: 'Returns the rows that Salesforce gives, with a hint',
			},
		],
		default: 'warn',
		description: 'What to do if the report has more rows than the 2,000 that Salesforce gives',
	},
	{
		displayName: 'Read All',
		name: 'readAll',
		type: 'boolean',
		default: false,
		description:
			'Whether to read all rows if there are more than the 2,000 that Salesforce gives in one run. The node then runs the report several times, for ranges of a column. Returns all rows, or an error that says why that is not possible.',
		displayOptions: { show: { '/output': ['rows'] } },
	},
	{
		displayName: 'Run in Background',
		name: 'runInBackground',
		type: 'boolean',
		default: false,
		description:
			'Whether Salesforce runs the report in the background while the node waits: for reports that take more than two minutes, or more than 500 runs an hour',
		displayOptions: { show: { '/output': ['raw', 'rows', 'summary'] } },
	},
	{
		displayName: 'Values',
		name: 'values',
		type: 'options',
		options: [
			{
				name: 'Labels',
				value: 'labels',
				description: 'As the report shows them: names, $1,200.00',
			},
			{
				name: 'Values',
				value: 'values',
				description:
					'Numbers and ISO dates; the name of a record, with its ID in a separate column',
			},
		],
		default: 'values',
		description: 'What the cells of rows and summaries hold',
	},
	{
		...waitLimitOption,
		description:
			'How long to wait for a run in the background. Salesforce keeps its result for one day.',
		displayOptions: { show: { '/output': ['raw', 'rows', 'summary'] } },
	},
];
