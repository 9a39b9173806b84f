import type { INodeProperties } from 'n8n-workflow';
import { type ColumnDelimiter, columnDelimiters, type IngestOperation } from '../../../../rest';
import { fieldsProperty, type MapperMode } from '../../fields/fieldsProperty';
import { objectLocator } from '../../../shared/objectLocator';
import { unknownFieldsOption } from '../../options/saveOptions';
import { optionsProperty } from '../../options/options';
import { abortOnCancelOption, waitLimitOption } from './waiting';
import { inputDataField } from '../../options/dataFields';

const bulkOperation: INodeProperties = {
	displayName: 'Bulk Operation',
	name: 'bulkOperation',
	type: 'options',
	options: [
		{ name: 'Create', value: 'insert', description: 'Create a record from each row (insert)' },
		{
			name: 'Create or Update',
			value: 'upsert',
			description: 'Create a new record, or update the current one if it already exists (upsert)',
		},
		{ name: 'Delete', value: 'delete', description: 'Move records into the recycle bin by ID' },
		{
			name: 'Hard Delete',
			value: 'hardDelete',
			description: 'Delete records for good; the user needs the permission Bulk API Hard Delete',
		},
		{ name: 'Update', value: 'update', description: 'Change records by ID' },
	],
	default: 'insert',
	description: 'What to do with each row',
};

const source: INodeProperties = {
	displayName: 'Source',
	name: 'source',
	type: 'options',
	options: [
		{ name: 'File', value: 'file', description: 'A CSV file of any size, one for each item' },
		{ name: 'Items', value: 'items', description: 'Each item is a row' },
	],
	default: 'items',
	description: 'Where the rows are',
};

const inputDataFieldName: INodeProperties = {
	...inputDataField,
	hint: 'The name of the input field that holds the CSV file',
	description:
		'The file needs a header of API names (LastName, Account.ExtId__c) and UTF-8. Delimiter, line ends and byte order mark are detected from the file. An empty cell leaves the field as it is, #N/A clears it.',
	displayOptions: { show: { source: ['file'] } },
};

const externalIdField: INodeProperties = {
	displayName: 'External ID Field',
	name: 'externalIdField',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. External_Id__c',
	description: 'API name of the field that tells which record to update; a column of the file',
	displayOptions: { show: { source: ['file'], bulkOperation: ['upsert'] } },
};

const output: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	options: [
		{
			name: 'Files',
			value: 'files',
			description: 'One item with three CSV files: successful, failed and unprocessed rows',
		},
		{ name: 'Items', value: 'items', description: 'One item for each row, in the same order' },
		{
			name: "Job (Don't Wait)",
			value: 'job',
			description: 'One item for each job, as soon as its rows are uploaded',
		},
	],
	default: 'items',
	description: 'What to return',
};

const mapperFor = (mode: MapperMode, ...operations: IngestOperation[]): INodeProperties => ({
	...fieldsProperty(mode),
	displayOptions: {
		show: { source: ['items'], bulkOperation: operations },
		hide: { object: [''] },
	},
});

const delimiterNames: Record<ColumnDelimiter, string> = {
	BACKQUOTE: 'Backquote',
	CARET: 'Caret',
	COMMA: 'Comma',
	PIPE: 'Pipe',
	SEMICOLON: 'Semicolon',
	TAB: 'Tab',
};

const options: INodeProperties[] = [
	abortOnCancelOption,
	{
		displayName: 'Assignment Rule',
		name: 'assignmentRuleId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 01Qxx0000000001EAA',
		description: 'For cases and leads: the ID of the assignment rule to run',
	},
	{
		displayName: 'Column Delimiter',
		name: 'columnDelimiter',
		type: 'options',
		options: [
			{ name: 'Automatic', value: 'auto', description: "The delimiter that the file's header has" },
			...Object.keys(columnDelimiters).map((value) => ({
				name: delimiterNames[value as ColumnDelimiter],
				value,
			})),
		],
		default: 'auto',
		description: 'The character between the columns of the file',
		displayOptions: { show: { '/source': ['file'] } },
	},
	{
		displayName: 'Compress Upload',
		name: 'compressUpload',
		type: 'boolean',
		default: false,
		description: 'Whether to compress the rows with gzip, which helps on slow connections',
	},
	{
		displayName: 'Empty Values',
		name: 'emptyValues',
		type: 'options',
		options: [
			{
				name: 'Clear the Field',
				value: 'clear',
				description: 'Empty text and null empty the field in Salesforce',
			},
			{
				name: 'Leave the Field as It Is',
				value: 'keep',
				description: 'Empty text and null are not sent',
			},
			{
				name: 'Only Null Clears the Field',
				value: 'nullClears',
				description: 'Empty text is not sent, as in a file',
			},
		],
		default: 'nullClears',
		description: 'What an empty value of an item does to its field',
		displayOptions: { show: { '/source': ['items'] } },
	},
	{
		displayName: 'Job Size (MB)',
		name: 'jobSize',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100 },
		default: 100,
		description:
			'How many MB go into one job, 100 at most. If there is more data, the node makes several jobs.',
	},
	{
		displayName: 'Parallel Jobs',
		name: 'parallelJobs',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10 },
		default: 1,
		description:
			'How many jobs may run at the same time if the rows need more than one. More jobs are faster, but rows that share a parent may lock each other.',
	},
	{
		displayName: 'Resume Job Names or IDs',
		name: 'resumeJobId',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getIngestJobs' },
		default: [],
		description:
			'Continues the job that an earlier run created for the same rows, so that nothing is sent twice. Give several jobs in the order of their rows. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Retry Failed Rows',
		name: 'retryFailedRows',
		type: 'boolean',
		default: false,
		description:
			'Whether to send rows again in a separate job, up to three times, if they failed for a temporary reason such as a locked record',
	},
	{ ...unknownFieldsOption, displayOptions: { show: { '/source': ['items'] } } },
	waitLimitOption,
];

export const ingestProperties: INodeProperties[] = [
	objectLocator,
	bulkOperation,
	source,
	mapperFor('add', 'insert'),
	mapperFor('bulkUpdate', 'update'),
	mapperFor('delete', 'delete', 'hardDelete'),
	mapperFor('upsert', 'upsert'),
	inputDataFieldName,
	externalIdField,
	output,
	optionsProperty(options),
];
