import type { IAuthenticate, ICredentialType, INodeProperties } from 'n8n-workflow';
import { appProperties } from './shared/appProperties';
import { credentialTest } from './shared/credentialTest';
import { createN8nSession } from './shared/createN8nSession';
import { sessionProperties } from './shared/sessionProperties';

const session = createN8nSession('jwtBearer');

/** OAuth 2.0 JWT Bearer: n8n signs as any user that the admin has pre-authorized. */
export class SalesforceJwtBearerApi implements ICredentialType {
	name = 'salesforceJwtBearerApi';

	displayName = 'Salesforce JWT Bearer (Server-to-Server) API';

	icon = {
		light: 'file:../icons/salesforce.svg',
		dark: 'file:../icons/salesforce.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-salesforce-server-to-server/n8n-nodes-salesforce-server-to-server/blob/main/docs/jwt-bearer.md';

	properties: INodeProperties[] = [
		...appProperties,
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. integration@acme.com',
			description:
				"The user to act as, who must be pre-authorized for the app. In a sandbox the username ends in the sandbox's name: integration@acme.com.uat.",
		},
		{
			displayName: 'Users That Workflows May Act As',
			name: 'allowedUsers',
			type: 'string',
			typeOptions: { rows: 2 },
			default: '',
			placeholder: 'e.g. jane.doe@acme.com, *@sales.acme.com',
			hint: "Leave empty for the credential's own user only",
			description:
				"Usernames that a node's 'Run As User' may name, one per line or separated by commas; * matches any characters. Everyone who may use this credential can act as any of these users. Each must be pre-authorized for the app in Salesforce too.",
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true, rows: 6 },
			required: true,
			default: '',
			placeholder: 'e.g. -----BEGIN PRIVATE KEY-----',
			description:
				'The RSA key whose certificate was uploaded to the app. The whole PEM text, PKCS#8 or PKCS#1; lost line breaks are repaired.',
		},
		{
			displayName: 'Passphrase',
			name: 'passphrase',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The passphrase of an encrypted private key. Leave empty if the key is not encrypted.',
		},
		{
			displayName: 'Audience',
			name: 'audience',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://acme.my.salesforce.com',
			hint: 'Leave empty for your My Domain, which is right in almost all cases',
			description:
				'The server that the login is addressed to. Connected Apps also accept https://login.salesforce.com, in sandboxes https://test.salesforce.com; External Client Apps accept My Domain only.',
		},
		...sessionProperties,
	];

	preAuthentication = session.preAuthentication;

	authenticate: IAuthenticate = session.authenticate;

	test = credentialTest;
}
