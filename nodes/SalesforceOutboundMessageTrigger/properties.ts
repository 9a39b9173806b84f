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
			'Addresses and ranges that messages may come from, divided by commas. Behind a proxy, n8n must be told of it by N8N_PROXY_HOPS.',
	},
	{ ...apiVersion, ...withCredential },
	{
		displayName: 'Drop Duplicates',
		name: 'dropDuplicates',
		type: 'boolean',
		default: true,
		description:
			'Whether to pass over notifications that the workflow has had before: Salesforce sends a message again if it did not hear the answer',
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'string',
		default: '',
		placeholder: 'e.g. Name, Amount, Owner.Name',
		description:
			'The fields to read of each record, divided by commas, instead of those that the message holds',
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
		hint: 'With a credential, the records are read again with it: a forged message then starts nothing, and values have their types',
	} as INodeProperties,
	{
		displayName: 'Organization ID',
		name: 'organizationId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 00DA0000000abcdMAA',
		hint: "Messages of any org are taken where it is empty, or of the credential's only",
		description:
			'The ID of the org whose messages are taken, in 15 or 18 characters. In Salesforce it is under Setup > Company Information.',
	},
	{
		displayName: 'Acknowledge',
		name: 'acknowledge',
		type: 'options',
		options: [
			{
				name: 'When Received',
				value: 'received',
				description: 'As soon as n8n has the execution',
			},
			{
				name: 'When the Workflow Has Succeeded',
				value: 'success',
				description:
					'Salesforce sends the message again, for 24 hours, until the workflow ends well',
			},
		],
		default: 'received',
		description: 'When to tell Salesforce that it need not send the message again',
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
