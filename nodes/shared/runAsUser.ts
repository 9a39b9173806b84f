import type { INodeProperties } from 'n8n-workflow';

/** The user to sign for; an option of every node. */
export const runAsUser: INodeProperties = {
	displayName: 'Run As User',
	name: 'runAsUser',
	type: 'string',
	default: '',
	placeholder: 'e.g. jane.doe@acme.com',
	description:
		"Username to act as instead of the credential's. It must be pre-authorized for the app as well.",
	displayOptions: { show: { '/authentication': ['jwtBearer'] } },
};
