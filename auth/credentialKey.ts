import { createHash } from 'node:crypto';
import type { SalesforceCredential } from './types';

/**
 * What a session is kept under: a hash over everything that decides which session a credential gets.
 * Two credentials with one key are the same app, user and org; nothing can be read back from it.
 *
 * @param loginUrl as `resolveLoginUrl` gives it
 */
export function credentialKey(credential: SalesforceCredential, loginUrl: string): string {
	const { flow, clientId, trustedHost = '' } = credential;
	const own =
		credential.flow === 'jwtBearer'
			? [
					credential.audience ?? '',
					credential.username,
					credential.privateKey,
					credential.passphrase ?? '',
				]
			: [credential.clientSecret, credential.authentication ?? 'header'];
	// JSON keeps the borders between the parts: no two different credentials run into one text.
	const text = JSON.stringify([flow, loginUrl, clientId, trustedHost, ...own]);
	return createHash('sha256').update(text).digest('base64url');
}
