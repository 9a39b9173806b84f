import type { INodeProperties } from 'n8n-workflow';
import { apiVersion } from '../shared/apiVersion';
import { authentication } from '../shared/authentication';
import { runAsUser } from '../shared/runAsUser';

const listenTo: INodeProperties = {
	displayName: 'Listen To',
	name: 'listenTo',
	type: 'options',
	options: [
		{
			name: 'Change Events',
			value: 'changeEvents',
			description: 'Records that are created, updated, deleted or undeleted',
		},
		{
			name: 'Channel',
			value: 'channel',
			description: 'Any channel by its name, such as a custom channel with a filter',
		},
		{
			name: 'Platform Event',
			value: 'platformEvent',
			description: 'Messages that Apex, flows and other systems publish',
		},
	],
	default: 'changeEvents',
};

const objects: INodeProperties = {
	displayName: 'Object Names or IDs',
	name: 'objects',
	type: 'multiOptions',
	typeOptions: {
		loadOptionsMethod: 'getChangeEventObjects',
		loadOptionsDependsOn: ['authentication'],
	},
	default: [],
	hint: 'If none is chosen: all that are selected in Salesforce under Setup > Change Data Capture',
	description:
		'The objects whose changes to listen to; each must be selected in Salesforce under Setup > Change Data Capture. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	displayOptions: { show: { listenTo: ['changeEvents'] } },
};

const event: INodeProperties = {
	displayName: 'Platform Event',
	name: 'event',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The platform event to listen to',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a platform event…',
			typeOptions: { searchListMethod: 'searchEvents', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Order_Placed__e',
			hint: 'The API name, as Setup > Platform Events shows it',
		},
	],
	displayOptions: { show: { listenTo: ['platformEvent'] } },
};

const channel: INodeProperties = {
	displayName: 'Channel',
	name: 'channel',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. /data/N8n__chn or /event/Order_Placed__e',
	description: 'The name of the channel. Upper and lower case count.',
	displayOptions: { show: { listenTo: ['channel'] } },
};

const startFrom: INodeProperties = {
	displayName: 'Start From',
	name: 'startFrom',
	type: 'options',
	options: [
		{
			name: 'New Events',
			value: 'new',
			description: 'Only events that come after the workflow was published',
		},
		{
			name: 'Retained Events',
			value: 'retained',
			description: 'Also earlier events that Salesforce still has, of 72 hours at most',
		},
	],
	default: 'new',
	description:
		'Where to start when the workflow is published (n8n 1: activated) for the first time. Later the trigger continues where it stopped, so nothing is missed.',
};

const options: INodeProperties[] = [
	apiVersion,
	{
		displayName: 'Change Types',
		name: 'changeTypes',
		type: 'multiOptions',
		options: [
			{ name: 'Created', value: 'created' },
			{ name: 'Deleted', value: 'deleted' },
			{ name: 'Undeleted', value: 'undeleted' },
			{ name: 'Updated', value: 'updated' },
		],
		default: [],
		description: 'Which kinds of changes start the workflow; all kinds if none is chosen',
	},
	{
		displayName: 'Endpoint',
		name: 'endpoint',
		type: 'string',
		default: '',
		placeholder: 'e.g. api.deu.pubsub.salesforce.com:7443',
		description:
			'The address of the Pub/Sub API. Only needed for the address in Germany, or for your own gateway.',
	},
	{
		displayName: 'Fetch Long Texts',
		name: 'fetchLongTexts',
		type: 'boolean',
		default: true,
		description:
			'Whether to read long texts of which Salesforce sends only the difference. If it is off, such a field is left out.',
	},
	{
		displayName: 'Ignore Own Changes',
		name: 'ignoreOwnChanges',
		type: 'boolean',
		default: false,
		description:
			'Whether to skip changes that this workflow made with the Salesforce Server-to-Server node, so that it does not start itself',
	},
	{
		displayName: 'Max Events per Batch',
		name: 'maxBatch',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 100,
		description: 'How many events one execution gets at most',
		displayOptions: { show: { executionsPer: ['batch'] } },
	},
	{
		displayName: 'Max Running Executions',
		name: 'maxRunning',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 10,
		description:
			'How many executions of this trigger run at the same time. While all are busy, Salesforce keeps the events.',
	},
	{
		displayName: 'On Gap',
		name: 'onGap',
		type: 'options',
		options: [
			{
				name: 'Emit as It Is',
				value: 'emit',
				description: "The item has none of the record's fields",
			},
			{
				name: 'Fetch the Record',
				value: 'fetch',
				description: 'The item has all fields of the record',
			},
		],
		default: 'fetch',
		description: 'What to do if Salesforce only reports that a record changed, without its values',
	},
	{
		displayName: 'On Lost Position',
		name: 'onLostPosition',
		type: 'options',
		options: [
			{ name: 'Fail', value: 'fail', description: 'The trigger stops with an error' },
			{ name: 'Continue With New Events', value: 'new', description: 'Events in between are lost' },
			{
				name: 'Continue With Retained Events',
				value: 'retained',
				description: 'No event that Salesforce still has is lost; some events may come again',
			},
		],
		default: 'retained',
		description:
			'What to do if Salesforce no longer knows where the trigger stopped, for example after 72 hours without an event',
	},
	{
		displayName: 'One Execution Per',
		name: 'executionsPer',
		type: 'options',
		options: [
			{
				name: 'Batch',
				value: 'batch',
				description: 'All events that arrive together start one execution',
			},
			{ name: 'Event', value: 'event', description: 'Each event starts its own execution' },
		],
		default: 'event',
		description: 'How many events start one execution',
	},
	{
		displayName: 'Only If These Fields Changed',
		name: 'changedFields',
		type: 'string',
		default: '',
		placeholder: 'e.g. StageName, BillingAddress.City',
		description:
			'Skip updates that change none of these fields. Separate names by commas. Records that are created, deleted or undeleted are always returned.',
	},
	runAsUser,
];

export const properties: INodeProperties[] = [
	authentication,
	listenTo,
	objects,
	event,
	channel,
	startFrom,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options,
	},
];
