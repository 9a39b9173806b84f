import { isGenericLoginHost } from './loginHost';
import { SalesforceAuthError } from './SalesforceAuthError';
import type { TokenRequest } from './tokenEndpoint';
import type { ClientCredentialsCredential } from './types';

/** `application/x-www-form-urlencoded`, as RFC 6749 2.3.1 asks for id and secret in a Basic header. */
const formEncode = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);

/**
 * The login of the Client Credentials flow.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm
 *
 * @param loginUrl as `resolveLoginUrl` gives it
 * @throws SalesforceAuthError `missing_field`, or `invalid_field` on a login host that all orgs share
 */
export function requestByClientCredentials(
	credential: ClientCredentialsCredential,
	loginUrl: string,
): TokenRequest {
	const { clientSecret, authentication = 'header' } = credential;
	const clientId = credential.clientId.trim();
	if (!clientSecret) {
		throw new SalesforceAuthError({
			code: 'missing_field',
			message: "'Consumer Secret' is empty",
			advice:
				'Copy it from the app in Salesforce: External Client App Manager > app > Settings > OAuth Settings > Consumer Key and Secret.',
		});
	}
	if (isGenericLoginHost(loginUrl)) {
		throw new SalesforceAuthError({
			code: 'invalid_field',
			message: `Client Credentials don't work on ${new URL(loginUrl).host}`,
			advice:
				"Enter the org's own My Domain as 'My Domain URL', e.g. https://acme.my.salesforce.com (Setup > My Domain). Nothing was sent.",
		});
	}
	const form = { grant_type: 'client_credentials' };
	if (authentication === 'body') {
		return { form: { ...form, client_id: clientId, client_secret: clientSecret } };
	}
	const pair = `${formEncode(clientId)}:${formEncode(clientSecret)}`;
	return { form, headers: { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}
