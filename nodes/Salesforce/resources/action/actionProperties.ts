import type { INodeProperties } from 'n8n-workflow';
import { MAX_ACTION_INPUTS } from '../../../../rest';
import { objectLocator } from '../../../shared/objectLocator';
import { recordModes } from '../../locators/recordIdLocator';

const onlyQuickActions = { show: { '/actionType': ['quickAction'] } };

const actionType: INodeProperties = {
	displayName: 'Action Type',
	name: 'actionType',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Apex', value: 'apex', description: 'An invocable method of an Apex class' },
		{ name: 'Email Alert', value: 'emailAlert', description: 'An email set up for an object' },
		{ name: 'Flow', value: 'flow', description: 'An autolaunched flow that is active' },
		{
			name: 'Quick Action',
			value: 'quickAction',
			description:
				'An action that people use as a button, such as Log a Call; one API call for each item',
		},
		{
			name: 'Standard Action',
			value: 'standard',
			description: "An action of Salesforce's own, such as sending an email or a notification",
		},
	],
	default: 'flow',
};

const object: INodeProperties = {
	...objectLocator,
	required: false,
	description: 'The object that the quick action belongs to; empty for a global action',
	displayOptions: onlyQuickActions,
};

const record: INodeProperties = {
	displayName: 'Record',
	name: 'recordId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'The record to run the quick action on, if it needs one',
	displayOptions: onlyQuickActions,
	modes: recordModes,
};

const action: INodeProperties = {
	displayName: 'Action',
	name: 'action',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The flow or action to run. The list shows those that the user may run.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an action…',
			typeOptions: { searchListMethod: 'searchActions', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Create_Follow_Up_Task, emailSimple or Case.My_Alert',
			hint: 'The API name. For an email alert, with its object before it.',
		},
	],
};

const fields: INodeProperties = {
	displayName: 'Inputs',
	name: 'fields',
	type: 'resourceMapper',
	default: { mappingMode: 'defineBelow', value: null },
	noDataExpression: true,
	required: true,
	displayOptions: { hide: { action: [''] } },
	description:
		'The values to run the action with. Write records and lists as JSON. An input that is left empty is not sent, so its default counts.',
	typeOptions: {
		loadOptionsDependsOn: ['actionType', 'action.value', 'object.value', 'authentication'],
		resourceMapper: {
			resourceMapperMethod: 'getActionInputs',
			mode: 'add',
			fieldWords: { singular: 'input', plural: 'inputs' },
			addAllFields: true,
			supportAutoMap: true,
		},
	},
};

export const actionProperties: INodeProperties[] = [actionType, object, record, action, fields];

export const batchSizeOption: INodeProperties = {
	displayName: 'Items per Call',
	name: 'batchSize',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_ACTION_INPUTS },
	default: MAX_ACTION_INPUTS,
	description:
		'How many items share one API call, 200 at most. They also share its limits: lower the number if a flow or class reaches them. A quick action takes one item per call.',
};
