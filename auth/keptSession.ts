import { createHmac, timingSafeEqual } from 'node:crypto';
import { createSession } from './createSession';
import { toInstanceOrigin } from './loginHost';
import { type Login, readCredential, secretOf } from './readCredential';
import type { KeptSession, SalesforceCredential, Session } from './types';

/** Binds a token to the credential that it was opened with; nobody can make a seal without the secret. */
const seal = (login: Login, accessToken: string, instanceUrl: string) =>
	createHmac('sha256', secretOf(login))
		.update(JSON.stringify([login.key, accessToken, instanceUrl]))
		.digest('base64url');

/**
 * What to keep of a session outside the process, for `kept` of a later `createSalesforceAuth`. It holds the token:
 * keep it as safe as the credential.
 *
 * @throws SalesforceAuthError for a credential that opened no session
 */
export function keepSession(
	credential: SalesforceCredential,
	{ accessToken, instanceUrl }: Session,
): Required<KeptSession> {
	const sessionKey = seal(readCredential(credential), accessToken, instanceUrl);
	return { accessToken, instanceUrl, sessionKey };
}

/**
 * The session that was kept for this credential; `undefined` if the credential was edited since then, or if the
 * kept value does not come from `keepSession`.
 */
export function openKeptSession(
	login: Login,
	{ accessToken, instanceUrl, sessionKey }: KeptSession,
	now: number,
): Session | undefined {
	if (!accessToken || !instanceUrl || !sessionKey) return undefined;
	const expected = Buffer.from(seal(login, accessToken, instanceUrl));
	const given = Buffer.from(sessionKey);
	if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
	const origin = toInstanceOrigin(instanceUrl, login.loginUrl, login.trustedHost);
	if (origin === undefined) return undefined;
	return createSession({ access_token: accessToken }, origin, now, { isNew: false });
}
