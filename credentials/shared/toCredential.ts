import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { KeptSession, SalesforceCredential } from '../../auth';

const FIELDS = {
	clientCredentials: ['myDomainUrl', 'clientId', 'clientSecret', 'authentication', 'trustedHost'],
	jwtBearer: [
		'myDomainUrl',
		'clientId',
		'username',
		'privateKey',
		'passphrase',
		'audience',
		'trustedHost',
	],
} as const;

/** What n8n stores of a credential, as auth takes it: n8n keeps empty fields as '' and adds some of its own. */
export function toCredential(
	flow: SalesforceCredential['flow'],
	data: ICredentialDataDecryptedObject,
): SalesforceCredential {
	return { flow, ...pickTexts(data, FIELDS[flow]) } as SalesforceCredential;
}

/** The session that n8n stored with the credential by `preAuthentication`. */
export const toKeptSession = (data: ICredentialDataDecryptedObject): KeptSession =>
	pickTexts(data, ['accessToken', 'instanceUrl', 'sessionKey']);

function pickTexts(data: ICredentialDataDecryptedObject, names: readonly string[]) {
	const given = names.flatMap((name) => {
		const value = data[name];
		return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
	});
	return Object.fromEntries(given);
}
