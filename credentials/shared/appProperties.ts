import type { INodeProperties } from 'n8n-workflow';

/** The org and its app: what both flows ask for first. */
export const appProperties: INodeProperties[] = [
	{
		displayName: 'My Domain URL',
		name: 'myDomainUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://acme.my.salesforce.com',
		description:
			"Your org's My Domain, found in Salesforce under Setup > My Domain. A Lightning, Setup or record URL pasted from the browser works too.",
		hint: 'A sandbox has its own, e.g. https://acme--uat.sandbox.my.salesforce.com',
	},
	{
		displayName: 'Consumer Key',
		name: 'consumerKey',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 3MVG9...',
		description:
			'From the External Client App: Settings > OAuth Settings > Consumer Key and Secret. A new app takes up to ten minutes to become active.',
	},
];
