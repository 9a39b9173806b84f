import type { INodeProperties } from 'n8n-workflow';

/** Where the token may go in addition to the org's own host, and what n8n keeps of the session between runs. */
export const sessionProperties: INodeProperties[] = [
	{
		displayName: 'Trusted Host',
		name: 'trustedHost',
		type: 'string',
		default: '',
		placeholder: 'e.g. salesforce.gateway.acme.com',
		hint: 'Leave empty unless your own gateway is in front of Salesforce',
		description: "One host outside Salesforce's domains that may receive the token",
	},
	{
		displayName: 'Access Token',
		name: 'accessToken',
		type: 'hidden',
		// Without `expirable` n8n never calls preAuthentication; without `password` the editor would receive the token.
		typeOptions: { expirable: true, password: true },
		default: '',
	},
	{ displayName: 'Instance URL', name: 'instanceUrl', type: 'hidden', default: '' },
	// n8n keeps the token when the credential is edited: this tells whose it is.
	{
		displayName: 'Session Key',
		name: 'sessionKey',
		type: 'hidden',
		typeOptions: { password: true },
		default: '',
	},
];
