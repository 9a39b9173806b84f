import type { Session } from './types';

/** The claims of a JWT-format access token. Only read: whether it is genuine is Salesforce's to check. */
function readClaims(token: string): { exp?: unknown; iat?: unknown; nbf?: unknown } {
	if (!token.startsWith('eyJ')) return {};
	try {
		const claims: unknown = JSON.parse(
			Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'),
		);
		return typeof claims === 'object' && claims !== null ? claims : {};
	} catch {
		return {};
	}
}

/**
 * A session out of a token answer. Opaque tokens live on while they are used and tell no end; JWT-format ones
 * do, and it is counted from now where the token tells its start, for the two clocks may differ.
 *
 * @param now epoch milliseconds
 */
export function createSession(
	answer: Record<string, unknown>,
	instanceUrl: string,
	now: number,
): Session {
	const accessToken = String(answer.access_token);
	const { exp, iat, nbf } = readClaims(accessToken);
	const start = iat ?? nbf;
	const expiresAt =
		typeof exp !== 'number'
			? undefined
			: typeof start === 'number'
				? now + (exp - start) * 1_000
				: exp * 1_000;
	return {
		accessToken,
		instanceUrl,
		issuedAt: now,
		...(expiresAt !== undefined && { expiresAt }),
		...(typeof answer.scope === 'string' && { scope: answer.scope }),
		...(typeof answer.id === 'string' && { identityUrl: answer.id }),
	};
}
