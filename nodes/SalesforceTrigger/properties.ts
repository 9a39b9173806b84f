import type { INodeProperties } from 'n8n-workflow';
import { authentication } from '../shared/authentication';
import { objectLocator } from '../shared/objectLocator';
import { apiVersion } from '../shared/apiVersion';
import { filterProperties } from '../shared/filters';
import { runAsUser } from '../shared/runAsUser';

export const triggerOn: INodeProperties = {
	displayName: 'Trigger On',
	name: 'triggerOn',
	type: 'options',
	options: [
		{
			name: 'Record Created',
			value: 'created',
			description: 'Once for each new record',
		},
		{
			name: 'Record Created or Updated',
			value: 'createdOrUpdated',
			description: "For each new or changed record; 'event' in the output says which",
		},
		{
			name: 'Record Deleted',
			value: 'deleted',
			description: 'Once for each record that is moved to the recycle bin',
		},
		{
			name: 'Record Undeleted',
			value: 'undeleted',
			description: 'For each record that is taken back out of the recycle bin',
		},
		{
			name: 'Record Updated',
			value: 'updated',
			description: 'For each change of a record after its creation',
		},
	],
	default: 'createdOrUpdated',
	required: true,
};

const fields: INodeProperties = {
	displayName: 'Fields to Return',
	name: 'fields',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['object.value'] },
	default: [],
	hint: 'If none is chosen: all fields that the user can read',
	description:
		'The fields to return. Fields of related records such as Owner.Name can be given by expression. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

const condition: INodeProperties = {
	displayName: 'Condition',
	name: 'condition',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	placeholder: "e.g. Industry = 'Banking' AND Owner.IsActive = TRUE",
	description:
		'Only records that match this SOQL condition, written as after WHERE, and the filters as well. Both are checked when a poll reads the record.',
};

const options: INodeProperties[] = [
	apiVersion,
	{
		displayName: 'Emit',
		name: 'emit',
		type: 'options',
		options: [
			{
				name: 'Each Change',
				value: 'each',
				description: 'Every state that a poll finds, as soon as it is certain',
			},
			{
				name: 'Only the Latest State',
				value: 'latest',
				description:
					'If a record is saved again and again, the trigger waits for the last save, 10 seconds each time',
			},
		],
		default: 'each',
		description: 'What to return if a record changes several times',
	},
	{
		displayName: 'Ignore Own Changes',
		name: 'ignoreOwnChanges',
		type: 'boolean',
		default: false,
		description:
			'Whether to skip records that were last changed by the user of this credential, so that a sync in both directions does not start itself. Give n8n its own user in Salesforce.',
	},
	{
		displayName: 'Max Records per Poll',
		name: 'maxRecords',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 2000,
		description: 'How many records one execution gets at most. The next polls return the rest.',
	},
	{
		displayName: 'Only If These Fields Changed',
		name: 'changedFields',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['object.value'] },
		default: [],
		description:
			"Skip updates that change none of these fields, and add 'changedFields' and 'previous' (the values before) to the output. The trigger remembers the values of 5,000 records; the first update of any other record counts as a change. Choose from the list, or specify IDs using an <a href=\"https://docs.n8n.io/code/expressions/\">expression</a>.",
		displayOptions: { show: { '/triggerOn': ['updated', 'createdOrUpdated'] } },
	},
	{
		displayName: 'Overlap (Seconds)',
		name: 'overlap',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 60,
		description:
			'How long a transaction in Salesforce may take from writing a record to committing it. Raise it if Apex or flows run longer than a minute. A higher value does not repeat records.',
	},
	runAsUser,
	{
		displayName: 'Skip Missing Fields',
		name: 'skipMissingFields',
		type: 'boolean',
		default: false,
		description:
			'Whether to continue without fields that were removed or hidden in Salesforce, instead of stopping with an error that names them',
	},
	{
		displayName: 'Start From',
		name: 'startFrom',
		type: 'dateTime',
		default: '',
		description:
			"When the workflow is published (n8n 1: activated) for the first time, also return what happened since this date and time. If it is empty, the trigger starts at that moment. A time without a zone is in the workflow's time zone.",
	},
];

export const properties: INodeProperties[] = [
	authentication,
	objectLocator,
	triggerOn,
	fields,
	...filterProperties,
	condition,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options,
	},
];
