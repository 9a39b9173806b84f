import { PASSPHRASE_MARK } from './encryptedKey';

/**
 * What must be nowhere in the clear after any run, of whatever org: secrets, tokens, keys and assertions are told by
 * their form, passphrases by their mark.
 */
export const secretPatterns: Record<string, string> = {
	'a consumer secret': 'EMULATED[A-Z0-9]{24}',
	'a consumer secret in a Basic header': 'Basic M01WRz[A-Za-z0-9+/=]{20}',
	'an access token': '00D[A-Za-z0-9]{12}!AQEAQ',
	'a passphrase': PASSPHRASE_MARK,
	// With its first line: the credential's own placeholder shows the header alone.
	'a private key': '-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\\s|\\\\[nr])*[A-Za-z0-9+/]{40}',
	// {"alg":"RS256 in base64url: JWT bearer assertions and JWT-format access tokens.
	'a signed token': 'eyJhbGciOiJSUzI1Ni',
};
