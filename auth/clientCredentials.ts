import type { ClientCredentialsLogin } from './readCredential';
import type { Grant } from './tokenEndpoint';

/** application/x-www-form-urlencoded, as RFC 6749 section 2.3.1 asks for both halves of the header. */
const formEncode = (value: string) => new URLSearchParams([['', value]]).toString().slice(1);

/**
 * OAuth 2.0 Client Credentials: key and secret in a Basic header, or in the body.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm
 */
export function createClientCredentialsGrant(login: ClientCredentialsLogin): Grant {
	const { clientId, clientSecret } = login;
	const form = new URLSearchParams({ grant_type: 'client_credentials' });
	if (login.authentication === 'body') {
		form.set('client_id', clientId);
		form.set('client_secret', clientSecret);
		return { form, secrets: [clientSecret, formEncode(clientSecret)] };
	}
	const pair = `${formEncode(clientId)}:${formEncode(clientSecret)}`;
	const basic = Buffer.from(pair).toString('base64');
	return {
		form,
		headers: { Authorization: `Basic ${basic}` },
		secrets: [clientSecret, formEncode(clientSecret), basic],
	};
}
