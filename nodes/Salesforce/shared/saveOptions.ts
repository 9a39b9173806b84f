import type { INodeProperties } from 'n8n-workflow';
import { MAX_COLLECTION, type SaveOptions } from '../../../rest';
import type { BatchRun } from './operation';

const MAX_CONCURRENCY = 5;

export const batchOptions: INodeProperties[] = [
	{
		displayName: 'All or None',
		name: 'allOrNone',
		type: 'boolean',
		default: false,
		description:
			'Whether one refused record undoes the other records of its call, which holds as many as the batch size says',
	},
	{
		displayName: 'Batch Size',
		name: 'batchSize',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 200 },
		default: 200,
		description: 'How many records to send in one API call, 200 at most',
	},
	{
		displayName: 'Calls at the Same Time',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 5 },
		default: 1,
		description:
			'How many API calls to have running at once, 5 at most. More is faster, but records that share a parent may lock each other out.',
	},
];

export const writeOptions: INodeProperties[] = [
	...batchOptions,
	{
		displayName: 'Assignment Rule',
		name: 'assignmentRule',
		type: 'string',
		default: '',
		placeholder: 'e.g. none or 01Qxx0000000001EAA',
		description:
			'For cases, leads and accounts: the ID of the assignment rule to run, or "none" to run none. Empty runs the active rule, as Salesforce does by itself.',
	},
	{
		displayName: 'Duplicates',
		name: 'duplicates',
		type: 'options',
		options: [
			{
				name: 'Refuse and Report',
				value: 'report',
				description:
					'A record that a duplicate rule finds is refused, and its item shows the matching records',
			},
			{
				name: 'Save Anyway',
				value: 'allow',
				description: 'Saves the record where the rule only alerts; a rule that blocks still does',
			},
		],
		default: 'report',
		description: 'What to do with records that a duplicate rule finds',
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
		],
		default: 'clear',
		description: 'What an empty value does to its field',
	},
	{
		displayName: 'Unknown Fields',
		name: 'unknownFields',
		type: 'options',
		options: [
			{
				name: 'Leave Out',
				value: 'leaveOut',
				description:
					'Sends only what the object has and the user may set, so that a record that was read can be written back',
			},
			{
				name: 'Send',
				value: 'send',
				description:
					'Salesforce refuses the item and names the field, so that no value is lost unnoticed',
			},
		],
		default: 'send',
		description:
			"With auto-map, what to do with fields of an item that the object doesn't have or that can't be set",
	},
];

function assignmentHeader(rule: string): Record<string, string> {
	if (rule === '') return {};
	return { 'Sforce-Auto-Assign': rule.toLowerCase() === 'none' ? 'FALSE' : rule };
}

const clamp = (value: number, max: number) => Math.min(Math.max(Math.trunc(value) || 1, 1), max);

/** Options that steer whole calls: those of the first item that shares the call. */
export function readSaveOptions({
	context,
	parameters,
	itemIndexes,
	continueOnFail,
}: BatchRun): SaveOptions {
	const first = itemIndexes[0] ?? 0;
	const option = <Value>(name: string, fallback: Value) =>
		parameters.get(`options.${name}`, first, fallback);
	return {
		allOrNone: option('allOrNone', false),
		batchSize: clamp(option('batchSize', MAX_COLLECTION), MAX_COLLECTION),
		concurrency: clamp(option('concurrency', 1), MAX_CONCURRENCY),
		stopAtRefusal: !continueOnFail,
		signal: context.getExecutionCancelSignal(),
		headers: {
			...assignmentHeader(option('assignmentRule', '').trim()),
			// With the details, so that an item can show which records it would repeat.
			'Sforce-Duplicate-Rule-Header': `allowSave=${option<string>('duplicates', 'report') === 'allow'}; includeRecordDetails=true`,
		},
	};
}
