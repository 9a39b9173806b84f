import type { INodeProperties } from 'n8n-workflow';
import { apiVersion } from '../shared/apiVersion';
import { authentication } from '../shared/authentication';
import { runAsUser } from '../shared/runAsUser';

const withCredential = {
	displayOptions: { show: { '/authentication': ['clientCredentials', 'jwtBearer'] } },
};

const additionalOptions: INodeProperties[] = [
	{
		displayName: 'Allowed IP Addresses',
		name: 'allowedIps',
		type: 'string',
		default: '',
		placeholder: 'e.g. 13.108.0.0/14, 2001:db8::/32',
		description:
			'Addresses and ranges that messages may come from, separated by commas. If n8n is behind a proxy, set N8N_PROXY_HOPS.',
	},
	{ ...apiVersion, ...withCredential },
	{
		displayName: 'Drop Duplicates',
		name: 'dropDuplicates',
		type: 'boolean',
		default: true,
		description:
			'Whether to skip notifications that have already started the workflow. Salesforce sends a message again if it did not get the answer.',
	},
	{
		displayName: 'Fields to Return',
		name: 'fields',
		type: 'string',
		default: '',
		placeholder: 'e.g. Name, Amount, Owner.Name',
		description:
			'The fields to read and return of each record, separated by commas, instead of those in the message',
		...withCredential,
	},
	runAsUser,
];

export const properties: INodeProperties[] = [
	{
		...authentication,
		options: [
			...(authentication.options ?? []),
			{ name: 'None', value: 'none' },
		] as INodeProperties['options'],
		default: 'none',
		hint: 'With a credential, the trigger reads each record again from Salesforce: a forged message starts nothing, and values have their types',
	} as INodeProperties,
	{
		displayName: 'Organization ID',
		name: 'organizationId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 00DA0000000abcdMAA',
		hint: "If it is empty, messages of any org are accepted, or only those of the credential's org if there is a credential",
		description:
			'The ID of the org whose messages are accepted, in 15 or 18 characters. In Salesforce it is under Setup > Company Information.',
	},
	{
		displayName: 'Acknowledge',
		name: 'acknowledge',
		type: 'options',
		options: [
			{
				name: 'When Received',
				value: 'received',
				description: 'As soon as n8n has created the execution',
			},
			{
				name: 'When the Workflow Has Succeeded',
				value: 'success',
				description:
					'Salesforce sends the message again, for 24 hours, until the workflow succeeds',
			},
		],
		default: 'received',
		description: 'When to tell Salesforce that the message has arrived and need not be sent again',
	},
	{
		// By that name and value, n8n leaves the body to this node. Its own parser of XML can be hung by one message for
		// all webhooks, and changes the names of fields. It is why the visible options have another name.
		displayName: 'Options',
		name: 'options',
		type: 'hidden',
		default: { binaryData: true },
	},
	{
		displayName: 'Additional Options',
		name: 'additionalOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: additionalOptions,
	},
];
