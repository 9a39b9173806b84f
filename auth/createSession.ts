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
 * The span of a JWT-format access token, in epoch milliseconds of this machine. For a token that was just issued
 * and that names its start, the span begins now, because the two clocks may differ. For a kept token, its own times
 * count.
 */
function readSpan(accessToken: string, now: number, isNew: boolean) {
	const { exp, iat, nbf } = readClaims(accessToken);
	const start = iat ?? nbf;
	const issuedAt = isNew || typeof start !== 'number' ? now : start * 1_000;
	if (typeof exp !== 'number') return { issuedAt };
	const isCounted = isNew && typeof start === 'number';
	return { issuedAt, expiresAt: isCounted ? now + (exp - start) * 1_000 : exp * 1_000 };
}

/**
 * A session from a token answer. Opaque tokens live as long as they are used and name no end; JWT-format tokens do.
 *
 * @param now epoch milliseconds
 */
export function createSession(
	answer: Record<string, unknown>,
	instanceUrl: string,
	now: number,
	{ isNew = true }: { isNew?: boolean } = {},
): Session {
	const accessToken = String(answer.access_token);
	return {
		accessToken,
		instanceUrl,
		...readSpan(accessToken, now, isNew),
		...(typeof answer.scope === 'string' && { scope: answer.scope }),
		...(typeof answer.id === 'string' && { identityUrl: answer.id }),
	};
}
