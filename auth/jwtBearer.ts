import { readPrivateKey } from './privateKey';
import type { JwtBearerLogin } from './readCredential';
import type { Grant } from './tokenEndpoint';

/** Salesforce allows three minutes at most; ten seconds are left for the transport. */
const LIFETIME_SECONDS = 170;

/**
 * OAuth 2.0 JWT Bearer: an assertion signed with RS256. It has no `jti`, so that it may be sent again if the
 * connection broke, and no `nbf` and `iat`, so that a clock that is a little ahead does no harm.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm
 *
 * @param now epoch milliseconds
 * @throws SalesforceAuthError for a private key that can't be used
 */
export async function createJwtBearerGrant(login: JwtBearerLogin, now: number): Promise<Grant> {
	const key = readPrivateKey(login.privateKey, login.passphrase);
	const { SignJWT } = await import('jose');
	const assertion = await new SignJWT({})
		.setProtectedHeader({ alg: 'RS256' })
		.setIssuer(login.clientId)
		.setSubject(login.username)
		.setAudience(login.audience)
		.setExpirationTime(Math.floor(now / 1_000) + LIFETIME_SECONDS)
		.sign(key);
	const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
	return {
		form: new URLSearchParams({ grant_type: grantType, assertion }),
		secrets: [assertion],
	};
}
