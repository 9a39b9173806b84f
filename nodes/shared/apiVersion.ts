import type { INodeProperties } from 'n8n-workflow';

/** The option that every node has. */
export const apiVersion: INodeProperties = {
	displayName: 'API Version Name or ID',
	name: 'apiVersion',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getApiVersions' },
	default: 'v67.0',
	description:
		'The version of the Salesforce API to use, from those that your org supports. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};
