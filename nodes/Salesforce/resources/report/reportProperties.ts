import type { INodeProperties } from 'n8n-workflow';
import { outputDataField } from '../../options/dataFields';
import { waitLimitOption } from '../bulkJob/waiting';

const OPERATORS: Array<{ name: string; value: string; description?: string }> = [
	{ name: 'Contains', value: 'contains' },
	{ name: 'Equals', value: 'equals', description: 'Without a value: is empty' },
	{ name: 'Excludes', value: 'excludes', description: 'Multi-select picklist: none of the values' },
	{ name: 'Greater or Equal', value: 'greaterOrEqual' },
	{ name: 'Greater Than', value: 'greaterThan' },
	{ name: 'Includes', value: 'includes', description: 'Multi-select picklist: one of the values' },
	{ name: 'Less or Equal', value: 'lessOrEqual' },
	{ name: 'Less Than', value: 'lessThan' },
	{ name: 'Not Contain', value: 'notContain' },
	{ name: 'Not Equal', value: 'notEqual', description: 'Without a value: is not empty' },
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
		"Conditions that rows must meet besides the report's own filters, which stay as they are. For this run only.",
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
						'A column of the report, or another one of its type. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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
						'Several values with commas: one of them must fit. A value that holds a comma stands in double quotes, or comes in a list by expression.',
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
				description: 'One item with the answer as Salesforce gives it',
			},
			{
				name: 'Rows',
				value: 'rows',
				description: 'One item for each row, the groups that it is in as columns',
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
				description: 'As the API names columns: ACCOUNT_NAME',
			},
			{
				name: 'Labels',
				value: 'labels',
				description: 'As the report shows them; where two are equal, with the API name',
			},
		],
		default: 'labels',
		description: 'What the columns of rows and summaries are called',
	},
	{
		displayName: 'If Incomplete',
		name: 'onIncomplete',
		type: 'options',
		options: [
			{ name: 'Fail', value: 'fail', description: 'Returns nothing but an error' },
			{ name: 'Warn', value: 'warn', description: 'Returns what there is, with a hint' },
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
			'Whether to read rows beyond the 2,000 that Salesforce gives in one run, by more runs for ranges of a column. Returns all rows, or an error that says why that is not possible.',
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
			{ name: 'Labels', value: 'labels', description: 'As people read them: names, $1,200.00' },
			{
				name: 'Values',
				value: 'values',
				description:
					'Numbers and ISO dates; the name of a record, with its ID in a column of its own',
			},
		],
		default: 'values',
		description: 'What the cells of rows and summaries hold',
	},
	{
		...waitLimitOption,
		description:
			'How long to wait for a run in the background. Salesforce keeps its result for a day afterwards.',
		displayOptions: { show: { '/output': ['raw', 'rows', 'summary'] } },
	},
];
