import type { KeyObject } from 'node:crypto';
import type { TokenRequest } from './tokenEndpoint';
import type { JwtBearerCredential } from './types';
import { readPrivateKey } from './privateKey';
import { SalesforceAuthError } from './SalesforceAuthError';

/** Salesforce asks for at most three minutes. */
const LIFETIME_SECONDS = 170;

/** Reading a key costs more than signing with it; the text is the key of the cache and never leaves it. */
let lastKey: { text: string; passphrase: string | undefined; key: KeyObject } | undefined;

function keyOf({ privateKey, passphrase }: JwtBearerCredential): KeyObject {
	if (lastKey?.text !== privateKey || lastKey.passphrase !== passphrase) {
		lastKey = { text: privateKey, passphrase, key: readPrivateKey(privateKey, passphrase) };
	}
	return lastKey.key;
}

/** The origin or site URL, as Salesforce compares it: to the letter, without a slash at its end. */
const readAudience = (audience: string | undefined, loginUrl: string) =>
	(audience?.trim() || loginUrl).replace(/\/+$/, '');

/**
 * The login of the JWT Bearer flow: an assertion signed with RS256. It has no `iat` and `nbf`, which
 * Salesforce doesn't ask for and a clock that is ahead would spoil.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm
 *
 * @param loginUrl as `resolveLoginUrl` gives it
 * @param now epoch milliseconds
 * @throws SalesforceAuthError `missing_field` or `invalid_private_key`
 */
export async function requestByJwtBearer(
	credential: JwtBearerCredential,
	loginUrl: string,
	now: number,
): Promise<TokenRequest> {
	const username = credential.username?.trim();
	if (!username) {
		throw new SalesforceAuthError({
			code: 'missing_field',
			message: "'Username' is empty",
			advice:
				"Enter the username of the integration user; in a sandbox it ends in the sandbox's name.",
		});
	}
	const key = keyOf(credential);
	const { SignJWT } = await import('jose');
	const assertion = await new SignJWT()
		.setProtectedHeader({ alg: 'RS256' })
		.setIssuer(credential.clientId.trim())
		.setSubject(username)
		.setAudience(readAudience(credential.audience, loginUrl))
		.setExpirationTime(Math.floor(now / 1_000) + LIFETIME_SECONDS)
		.sign(key);
	return { form: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion } };
}
