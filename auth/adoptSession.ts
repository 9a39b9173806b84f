import { mayReceiveSecrets } from './loginHost';
import type { StoreEntry } from './sessionStore';
import { readTokenExpiry } from './tokenExpiry';
import type { KeptSession, Session } from './types';

/** Entries that were offered a kept session: later ones are older than what the process has learned since. */
const offered = new WeakSet<StoreEntry>();

/**
 * Starts an entry from a session that outlived the process, where it belongs to this very credential.
 * Only the first offer counts: once the process has had a session, a kept one may be the one it replaced.
 *
 * @param key what the entry is stored under
 * @param now epoch milliseconds
 */
export function adoptSession(
	entry: StoreEntry,
	key: string,
	kept: KeptSession,
	{ trustedHost, now }: { trustedHost?: string | undefined; now: number },
): void {
	if (offered.has(entry)) return;
	offered.add(entry);
	const { sessionKey, accessToken, instanceUrl } = kept;
	if (entry.session || entry.pending || sessionKey !== key || !accessToken || !instanceUrl) return;
	// Whoever can write where sessions are kept must not gain a say in where tokens go.
	const url = URL.canParse(instanceUrl) ? new URL(instanceUrl) : undefined;
	if (!url || !mayReceiveSecrets(url, trustedHost)) return;
	const expiresAt = readTokenExpiry(accessToken, now);
	entry.session = {
		accessToken,
		instanceUrl: url.origin,
		issuedAt: now,
		...(expiresAt !== undefined && { expiresAt }),
	} satisfies Session;
}
