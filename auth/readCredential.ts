import { createHmac } from 'node:crypto';
import { assertOwnHost, resolveLoginUrl, readTrustedHost } from './loginHost';
import { SalesforceAuthError } from './SalesforceAuthError';
import type {
	ClientCredentialsCredential,
	JwtBearerCredential,
	SalesforceCredential,
} from './types';

interface Resolved {
	/** What `/services/oauth2/token` is appended to. */
	loginUrl: string;
	trustedHost?: string;
	/** Tells this login from every other one in the process; gives nothing away. */
	key: string;
}

export type ClientCredentialsLogin = Omit<ClientCredentialsCredential, 'trustedHost'> & Resolved;
export type JwtBearerLogin = Omit<JwtBearerCredential, 'trustedHost' | 'audience'> &
	Resolved & { audience: string };

/** A credential whose fields were checked, with defaults filled in. */
export type Login = ClientCredentialsLogin | JwtBearerLogin;

/** Fields that must be there, by the names that Salesforce's and n8n's screens give them. */
const REQUIRED: Record<SalesforceCredential['flow'], Record<string, string>> = {
	clientCredentials: {
		myDomainUrl: 'My Domain URL',
		clientId: 'Consumer Key',
		clientSecret: 'Consumer Secret',
	},
	jwtBearer: {
		myDomainUrl: 'My Domain URL',
		clientId: 'Consumer Key',
		username: 'Username',
		privateKey: 'Private Key',
	},
};

const list = (names: string[]) =>
	[names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' and ');

function assertComplete(credential: SalesforceCredential): void {
	const values: Record<string, unknown> = { ...credential };
	const missing = Object.entries(REQUIRED[credential.flow])
		.filter(([field]) => typeof values[field] !== 'string' || values[field].trim() === '')
		.map(([, label]) => `'${label}'`);
	if (missing.length === 0) return;
	throw new SalesforceAuthError(
		'MISSING_FIELD',
		`${list(missing)} ${missing.length === 1 ? 'is' : 'are'} missing in the credential`,
		{
			advice:
				'Open the credential and fill in what is missing. The Consumer Key and Secret are in Salesforce under ' +
				'Setup > External Client App Manager > your app > Settings > OAuth Settings.',
		},
	);
}

/** The secret field: it is the key of the fingerprints, and so it is not part of them. */
export const secretOf = (credential: Login | SalesforceCredential): string =>
	credential.flow === 'jwtBearer' ? credential.privateKey : credential.clientSecret;

function fingerprint(login: Login): string {
	const { flow, loginUrl, clientId, trustedHost = '' } = login;
	const parts =
		login.flow === 'jwtBearer'
			? [login.audience, login.username, login.passphrase ?? '']
			: ['', '', login.authentication ?? 'header'];
	return createHmac('sha256', secretOf(login))
		.update(JSON.stringify([flow, loginUrl, clientId, trustedHost, ...parts]))
		.digest('base64url');
}

/**
 * Checks a credential and fills in its defaults. Pure: nothing is sent.
 *
 * @throws SalesforceAuthError naming the fields that are missing, or the one that is malformed
 */
export function readCredential(credential: SalesforceCredential): Login {
	assertComplete(credential);
	const { trustedHost: given, ...fields } = credential;
	const trustedHost = readTrustedHost(given);
	const loginUrl = resolveLoginUrl(credential.myDomainUrl, trustedHost);
	const base = {
		loginUrl,
		clientId: credential.clientId.trim(),
		key: '',
		...(trustedHost !== undefined && { trustedHost }),
	};
	let login: Login;
	if (fields.flow === 'clientCredentials') {
		assertOwnHost(loginUrl);
		login = { ...fields, ...base, clientSecret: fields.clientSecret.trim() };
	} else {
		// Sites have a path in their audience; a slash at the end is refused.
		const audience = fields.audience?.trim().replace(/(?<!\/)\/+$/, '') || loginUrl;
		login = { ...fields, ...base, username: fields.username.trim(), audience };
	}
	return { ...login, key: fingerprint(login) };
}
