import type { INodeProperties } from 'n8n-workflow';
import { type CollectionOptions, MAX_COLLECTION, type SaveOptions } from '../../../rest';
import type { BatchRun } from '../operation';

const MAX_CONCURRENCY = 5;

/** @param caution what more parallel calls may do */
export const batchOptionsFor = (noun: 'Record' | 'Event', caution: string): INodeProperties[] => [
	{
		displayName: 'All or None',
		name: 'allOrNone',
		type: 'boolean',
		default: false,
		description: `Whether one refused ${noun.toLowerCase()} undoes the other ${noun.toLowerCase()}s of its API call. ${noun}s per Call says how many share a call.`,
	},
	{
		displayName: `${noun}s per Call`,
		name: 'batchSize',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 200 },
		default: 200,
		description: `How many ${noun.toLowerCase()}s to send in one API call, 200 at most`,
	},
	{
		displayName: 'Parallel Calls',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 5 },
		default: 1,
		description: `How many API calls run at the same time, 5 at most. More calls are faster, ${caution}.`,
	},
];

export const batchOptions = batchOptionsFor(
	'Record',
	'but records that share a parent may lock each other',
);

export const unknownFieldsOption: INodeProperties = {
	displayName: 'Unknown Fields',
	name: 'unknownFields',
	type: 'options',
	options: [
		{
			name: 'Leave Out',
			value: 'leaveOut',
			description:
				'Sends only the fields that the object has and the user may set, so that you can write back a record that was read',
		},
		{
			name: 'Send',
			value: 'send',
			description:
				'Salesforce refuses the item and names the field, so that no value is lost without notice',
		},
	],
	default: 'send',
	description:
		"With auto-map, what to do with fields of an item that the object doesn't have or that can't be set",
};

/** Of each record, however it is sent. */
export const recordOptions: INodeProperties[] = [
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
				description: 'Saves the record if the rule only alerts. A rule that blocks still blocks.',
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
	unknownFieldsOption,
];

export const writeOptions: INodeProperties[] = [...batchOptions, ...recordOptions];

export const bulkOption: INodeProperties = {
	displayName: 'Use Bulk API Above (Records)',
	name: 'useBulkApiAbove',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 2000,
	description:
		'If there are more records than this, one background job saves all of them, instead of one API call for every 200 records. Each item still gets its own outcome. Not with All or None. Duplicates, Records per Call and Parallel Calls then have no effect. 0 turns it off: no job is used.',
};

/** Whether the user wants so many records to go by Bulk API. */
export function isBulk({ parameters, itemIndexes }: BatchRun, count: number): boolean {
	const first = itemIndexes[0] ?? 0;
	const above = parameters.get('options.useBulkApiAbove', first, 0);
	return above > 0 && count > above && !parameters.get('options.allOrNone', first, false);
}

/** The assignment rule of a bulk job. A job can't be told to run none. */
export function readAssignmentRuleId({ parameters, itemIndexes }: BatchRun): string | undefined {
	const rule = parameters.get('options.assignmentRule', itemIndexes[0] ?? 0, '').trim();
	return rule === '' || rule.toLowerCase() === 'none' ? undefined : rule;
}

function assignmentHeader(rule: string): Record<string, string> {
	if (rule === '') return {};
	return { 'Sforce-Auto-Assign': rule.toLowerCase() === 'none' ? 'FALSE' : rule };
}

const clamp = (value: number, max: number) => Math.min(Math.max(Math.trunc(value) || 1, 1), max);

/** Options that steer whole calls: those of the first item that shares the call. */
export function readCollectionOptions({ parameters, itemIndexes }: BatchRun): CollectionOptions {
	const first = itemIndexes[0] ?? 0;
	const option = <Value>(name: string, fallback: Value) =>
		parameters.get(`options.${name}`, first, fallback);
	return {
		allOrNone: option('allOrNone', false),
		batchSize: clamp(option('batchSize', MAX_COLLECTION), MAX_COLLECTION),
		headers: {
			...assignmentHeader(option('assignmentRule', '').trim()),
			// With the details, so that an item can show which records it would repeat.
			'Sforce-Duplicate-Rule-Header': `allowSave=${option<string>('duplicates', 'report') === 'allow'}; includeRecordDetails=true`,
		},
	};
}

/** How the calls of a run go out. */
export const readSaveOptions = ({
	parameters,
	itemIndexes,
	continueOnFail,
}: BatchRun): SaveOptions => ({
	concurrency: clamp(
		parameters.get('options.concurrency', itemIndexes[0] ?? 0, 1),
		MAX_CONCURRENCY,
	),
	stopAtRefusal: !continueOnFail,
});
