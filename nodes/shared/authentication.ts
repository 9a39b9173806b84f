import type { INodeProperties } from 'n8n-workflow';

/** Which of the two credentials a node uses. */
export const authentication: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: [
		{ name: 'Client Credentials', value: 'clientCredentials' },
		{ name: 'JWT Bearer', value: 'jwtBearer' },
	],
	default: 'clientCredentials',
};
