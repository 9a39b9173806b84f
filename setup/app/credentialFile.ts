import type { AppSettings } from './AppSettings';

export const CREDENTIAL_FILE = 'n8n-credential.json';

/**
 * The credential in the form that `n8n import:credentials` reads. n8n encrypts it when it is imported.
 * https://docs.n8n.io/hosting/cli-commands/#import-workflows-and-credentials
 */
export function writeCredential(
	settings: AppSettings,
	key: { pem: string; passphrase: string },
): string {
	const { appName, consumerKey, credentialId, myDomainUrl, user } = settings;
	const data = {
		myDomainUrl,
		consumerKey,
		username: user,
		allowedUsers: '',
		privateKey: key.pem,
		passphrase: key.passphrase,
		audience: '',
		trustedHost: '',
	};
	const credential = {
		id: credentialId,
		name: `Salesforce (${appName.replaceAll('_', ' ')})`,
		type: 'salesforceJwtBearerApi',
		data,
	};
	return `${JSON.stringify([credential], null, '\t')}\n`;
}
