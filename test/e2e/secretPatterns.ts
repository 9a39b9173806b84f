import { startOrg } from '../../emulator';
import { PASSPHRASE_MARK } from './encryptedKey';

/**
 * What must be nowhere in the clear after any run, of whatever org: every org of the tests has the same consumer
 * secret, its tokens begin with its id, keys and assertions are told by their form, and passphrases by their mark.
 */
export async function secretPatterns(): Promise<Record<string, string>> {
	const org = await startOrg();
	const { clientSecret } = org;
	await org.close();
	return {
		'a consumer secret': clientSecret,
		'a consumer secret in a Basic header': 'Basic M01WRz[A-Za-z0-9+/=]{20}',
		'an access token': '00D[A-Za-z0-9]{12}!AQEAQ',
		'a passphrase': PASSPHRASE_MARK,
		// With its first line: the credential's own placeholder shows the header alone.
		'a private key': '-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\\s|\\\\[nr])*[A-Za-z0-9+/]{40}',
		// {"alg":"RS256 in base64url: JWT bearer assertions and JWT-format access tokens.
		'a signed token': 'eyJhbGciOiJSUzI1Ni',
	};
}
