import { SalesforceAuthError } from './SalesforceAuthError';
import type { AuthOptions, Session } from './types';

/** A refused login is not tried again for so long: Salesforce blocks users and addresses that insist. */
const HOLD_MS = 10_000;
/** Salesforce counts logins over an hour: https://help.salesforce.com/s/articleView?id=000381578 */
const RATE_HOLD_MS = 5 * 60_000;
/** JWT-format tokens are renewed so long ahead of their end. */
const AHEAD_MS = 60_000;

interface Entry {
	/** Whether anything was learned of it: a session offered later is older than that. */
	isKnown?: boolean;
	session?: Session;
	login?: Promise<Session>;
	check?: Promise<boolean>;
	refusal?: { error: SalesforceAuthError; until: number };
}

/** What the store calls, at most once at a time for one credential. */
export interface LoginSteps {
	logIn: () => Promise<Session>;
	/** Whether Salesforce still takes the session's token. */
	isAlive: (session: Session) => Promise<boolean>;
	/** Epoch milliseconds. */
	now: () => number;
}

const isEnding = ({ issuedAt, expiresAt }: Session, now: number) =>
	expiresAt !== undefined && now >= expiresAt - Math.min(AHEAD_MS, (expiresAt - issuedAt) / 2);

function toHeldRefusal(error: SalesforceAuthError, seconds: number): SalesforceAuthError {
	const { code, message, advice, oauthError } = error;
	return new SalesforceAuthError(code, message, {
		advice: `${advice} The login is not tried again for another ${seconds} s, so that Salesforce does not lock the user or block this address; testing the credential tries at once.`,
		...(oauthError !== undefined && { oauthError }),
	});
}

/**
 * Sessions by credential: one login whoever asks. A token that was refused is named by the caller and dropped
 * only while it is the one held, so a late caller never drops a newer one.
 */
class SessionStore {
	// Private to the runtime too: nothing that inspects the store finds a token.
	readonly #entries = new Map<string, Entry>();
	readonly #capacity: number;

	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	/** Takes a session from elsewhere as the first thing that is known of a credential. */
	adopt(key: string, session: Session): void {
		const entry = this.#entry(key);
		if (!entry.isKnown) entry.session = session;
		entry.isKnown = true;
	}

	/**
	 * The session of a credential, at once where there is one, or that of the one login that all callers share.
	 *
	 * @throws what `logIn` throws, to all of them
	 */
	acquire(key: string, options: AuthOptions, steps: LoginSteps): Session | Promise<Session> {
		const entry = this.#entry(key);
		const { session, login } = entry;
		const isDoubted = session !== undefined && session.accessToken === options.doubtedToken;
		if (isDoubted && !login) return this.#check(entry, session, options, steps);
		return this.#take(entry, options, steps);
	}

	async #check(
		entry: Entry,
		doubted: Session,
		options: AuthOptions,
		steps: LoginSteps,
	): Promise<Session> {
		entry.check ??= steps.isAlive(doubted).finally(() => delete entry.check);
		return (await entry.check) ? doubted : this.#take(entry, options, steps);
	}

	#take(
		entry: Entry,
		{ refresh = false, doubtedToken, staleToken = doubtedToken }: AuthOptions,
		steps: LoginSteps,
	): Session | Promise<Session> {
		if (entry.login) return entry.login;
		if (entry.session?.accessToken === staleToken) delete entry.session;
		if (entry.session && !refresh && !isEnding(entry.session, steps.now())) return entry.session;
		const { refusal } = entry;
		if (refusal && !refresh && steps.now() < refusal.until) {
			throw toHeldRefusal(refusal.error, Math.ceil((refusal.until - steps.now()) / 1_000));
		}
		return (entry.login = this.#logIn(entry, steps));
	}

	async #logIn(entry: Entry, { logIn, now }: LoginSteps): Promise<Session> {
		entry.isKnown = true;
		try {
			entry.session = await logIn();
			delete entry.refusal;
			return entry.session;
		} catch (error) {
			if (error instanceof SalesforceAuthError && !error.isPassing) {
				const holdMs = error.code === 'LOGIN_RATE_EXCEEDED' ? RATE_HOLD_MS : HOLD_MS;
				entry.refusal = { error, until: now() + holdMs };
			}
			throw error;
		} finally {
			delete entry.login;
		}
	}

	/** The entry, as the one used last. */
	#entry(key: string): Entry {
		const entry = this.#entries.get(key) ?? {};
		this.#entries.delete(key);
		this.#entries.set(key, entry);
		if (this.#entries.size > this.#capacity) this.#shrink(key);
		return entry;
	}

	/** Drops the sessions unused for longest, but none that anybody waits for. */
	#shrink(kept: string): void {
		for (const [oldest, { login, check }] of this.#entries) {
			if (this.#entries.size <= this.#capacity) break;
			if (!login && !check && oldest !== kept) this.#entries.delete(oldest);
		}
	}
}

export type { SessionStore };

/**
 * A store of its own, for what must not share sessions with the rest of the process.
 *
 * @param capacity sessions held; the ones unused for longest go first. Only a loop over usernames gets there
 */
export const createSessionStore = (capacity = 1_000): SessionStore => new SessionStore(capacity);

/** What every node, credential and execution of this process shares. */
export const processStore = createSessionStore();
