import type { INodeProperties } from 'n8n-workflow';

/** Picks an object from describe, or takes its API name if it isn't known in advance. */
export const objectLocator: INodeProperties = {
	displayName: 'Object',
	name: 'object',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The Salesforce object, standard or custom',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an object…',
			typeOptions: { searchListMethod: 'searchObjects', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Account or Invoice__c',
			hint: 'The API name, as Setup > Object Manager shows it',
		},
	],
};
