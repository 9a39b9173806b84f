import type { IAuthenticate, ICredentialType, INodeProperties } from 'n8n-workflow';
import { appProperties } from './shared/appProperties';
import { credentialTest } from './shared/credentialTest';
import { createN8nSession } from './shared/createN8nSession';
import { sessionProperties } from './shared/sessionProperties';

const session = createN8nSession('clientCredentials');

/** OAuth 2.0 Client Credentials: n8n acts as the app's run-as user. */
export class SalesforceClientCredentialsApi implements ICredentialType {
	name = 'salesforceClientCredentialsApi';

	displayName = 'Salesforce Client Credentials (Server-to-Server) API';

	icon = {
		light: 'file:../icons/salesforce.svg',
		dark: 'file:../icons/salesforce.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-salesforce-server-to-server/n8n-nodes-salesforce-server-to-server/blob/main/docs/client-credentials.md';

	properties: INodeProperties[] = [
		...appProperties,
		{
			displayName: 'Consumer Secret',
			name: 'consumerSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'From the same app, next to the Consumer Key',
		},
		{
			displayName: 'Send Key and Secret',
			name: 'authentication',
			type: 'options',
			options: [
				{ name: 'As Basic Auth Header', value: 'header' },
				{
					name: 'In Body',
					value: 'body',
					description: 'Choose this if a gateway or proxy removes the header',
				},
			],
			default: 'header',
			description: 'How to send the Consumer Key and Consumer Secret when n8n logs in',
		},
		...sessionProperties,
	];

	preAuthentication = session.preAuthentication;

	authenticate: IAuthenticate = session.authenticate;

	test = credentialTest;
}
