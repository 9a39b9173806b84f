import type { SalesforceAuthError } from './SalesforceAuthError';
import type { Session } from './types';

/** What is known of one credential. */
export interface StoreEntry {
	session?: Session;
	/** The login that all callers share while it runs. */
	pending?: Promise<Session>;
	/** The last refusal and until when (epoch milliseconds) it stands in for asking again. */
	refusal?: { error: SalesforceAuthError; until: number };
}

/** Sessions by credential key. */
export interface SessionStore {
	/** The entry of a key; made where there is none. */
	entry(key: string): StoreEntry;
}

/** Far above any real number of credentials and users; only a loop over usernames gets there. */
const MAX_ENTRIES = 1_000;

/** A store that forgets the entry used longest ago once it is full. */
export function createSessionStore(maxEntries = MAX_ENTRIES): SessionStore {
	const entries = new Map<string, StoreEntry>();
	return {
		entry(key) {
			const entry = entries.get(key) ?? {};
			entries.delete(key);
			entries.set(key, entry);
			if (entries.size > maxEntries) {
				// One with a login under way stays: dropping it would cost its callers' successors a second one.
				for (const [old, { pending }] of entries) {
					if (pending || old === key) continue;
					entries.delete(old);
					break;
				}
			}
			return entry;
		},
	};
}

/** What every node, credential and execution of this process shares. */
export const processStore = createSessionStore();
