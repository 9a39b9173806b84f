import { createLoginPace, type LoginPace } from './loginPace';
import { SalesforceAuthError } from './SalesforceAuthError';
import type { AuthOptions, Session } from './types';

/** How long a refused login is not tried again: Salesforce blocks users and addresses that try too often. */
const HOLD_MS = 10_000;
/** Salesforce counts logins over an hour: https://help.salesforce.com/s/articleView?id=000381578 */
const RATE_HOLD_MS = 5 * 60_000;
/** How long before their end JWT-format tokens are renewed. */
const AHEAD_MS = 60_000;
/** A session younger than this may be refused for a short time, because not every server of Salesforce knows it yet. */
const YOUNG_MS = 60_000;

interface Entry {
	/** Whether anything was learned of it: a session offered later is older than that. */
	isKnown?: boolean;
	session?: Session;
	/** When it was opened, by the monotonic clock; nobody knows that of a session from elsewhere. */
	openedAt?: number;
	/** Whether Salesforce refused the current session. It is kept, because a login may have to wait. */
	isRefused?: boolean;
	/** The wait after the first refusal of a young session. */
	settled?: Promise<void>;
	login?: Promise<Session>;
	/** A login that is forced and waits for its turn. */
	forced?: Promise<Session>;
	check?: { token: string; isAlive: Promise<boolean> };
	/** What the last login failed with, and until when no other one is tried. */
	failure?: { error: unknown; until: number };
	pace: LoginPace;
}

/** What the store calls, at most once at a time for one credential. */
export interface LoginSteps {
	logIn: () => Promise<Session>;
	/** Whether Salesforce still accepts the session's token. */
	isAlive: (session: Session) => Promise<boolean>;
	/** Epoch milliseconds. */
	now: () => number;
	/** Milliseconds of a clock that never jumps. */
	monotonic: () => number;
	/** Never fails. */
	sleep: (milliseconds: number) => Promise<void>;
	/** Told once where sessions are refused faster than logins may follow each other. */
	warn: (message: string) => void;
}

const isEnding = ({ issuedAt, expiresAt }: Session, now: number) =>
	expiresAt !== undefined && now >= expiresAt - Math.min(AHEAD_MS, (expiresAt - issuedAt) / 2);

/** Milliseconds in which the same login would be refused again. */
function holdAfter(error: unknown): number {
	if (!(error instanceof SalesforceAuthError) || error.isPassing) return 0;
	return error.code === 'LOGIN_RATE_EXCEEDED' ? RATE_HOLD_MS : HOLD_MS;
}

/** The failure of the last login, for somebody who must wait for the next. */
function toHeldFailure(error: unknown, waitMs: number): unknown {
	if (!(error instanceof SalesforceAuthError)) return error;
	const { code, message, advice, oauthError, isPassing } = error;
	return new SalesforceAuthError(code, message, {
		advice: `${advice} The login is not tried again for another ${Math.ceil(waitMs / 1_000)} s, so that Salesforce does not lock the user or block this address; a test of the credential logs in at once.`,
		isPassing,
		...(oauthError !== undefined && { oauthError }),
	});
}

const tellPace = ({ instanceUrl }: Session, waitMs: number) =>
	`${new URL(instanceUrl).host} repeatedly refuses sessions soon after they are opened. ` +
	`The next login is in ${Math.ceil(waitMs / 1_000)} s at the earliest, so that the user is not locked out; ` +
	'Setup > Login History and the session settings of the org may show why.';

/**
 * Sessions by credential: one login for all callers. The caller names a token that was refused. It is given up only
 * if it is still the current one, so a late caller never drops a newer one.
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
	 * The session of a credential, at once if there is one; otherwise that of the one login that all callers share.
	 *
	 * @throws what `logIn` throws, to all callers
	 */
	acquire(key: string, options: AuthOptions, steps: LoginSteps): Session | Promise<Session> {
		const entry = this.#entry(key);
		const { session, login } = entry;
		const isDoubted = session !== undefined && session.accessToken === options.doubtedToken;
		if (isDoubted && !login) return this.#check(entry, session, options, steps);
		return this.#take(entry, options, steps);
	}

	/** The session of a credential, if there is one. */
	held(key: string): Session | undefined {
		return this.#entries.get(key)?.session;
	}

	/** Notes that Salesforce refused a token: if it is the current one, the next caller gets another. */
	refuse(key: string, token: string): void {
		const entry = this.#entries.get(key);
		if (entry?.session?.accessToken === token) entry.isRefused = true;
	}

	/**
	 * The one wait that is shared by all callers whose requests were refused with a young session; `undefined` if
	 * the token is not the current one, or is older than a minute.
	 *
	 * @param monotonic milliseconds of a clock that never jumps
	 * @param pause the wait; it never fails
	 */
	settle(
		key: string,
		token: string,
		monotonic: () => number,
		pause: () => Promise<void>,
	): Promise<void> | undefined {
		const entry = this.#entries.get(key);
		if (entry?.openedAt === undefined || entry.session?.accessToken !== token) return undefined;
		if (monotonic() - entry.openedAt >= YOUNG_MS) return undefined;
		return (entry.settled ??= pause());
	}

	async #check(
		entry: Entry,
		doubted: Session,
		options: AuthOptions,
		steps: LoginSteps,
	): Promise<Session> {
		const token = doubted.accessToken;
		if (entry.check?.token !== token) {
			const check = { token, isAlive: steps.isAlive(doubted) };
			entry.check = check;
			const forget = () => {
				if (entry.check === check) delete entry.check;
			};
			void check.isAlive.then(forget, forget);
		}
		return (await entry.check.isAlive) ? doubted : this.#take(entry, options, steps);
	}

	#take(
		entry: Entry,
		{ refresh = false, doubtedToken, staleToken = doubtedToken }: AuthOptions,
		steps: LoginSteps,
	): Session | Promise<Session> {
		if (entry.login) return entry.login;
		const { session, failure, pace } = entry;
		if (session && session.accessToken === staleToken) entry.isRefused = true;
		const at = steps.monotonic();
		if (refresh) return this.#force(entry, steps);
		if (session && !entry.isRefused && !isEnding(session, steps.now())) return session;
		if (failure && at < failure.until) throw toHeldFailure(failure.error, failure.until - at);
		const waitMs = pace.take(at);
		if (waitMs === 0) return (entry.login = this.#logIn(entry, steps));
		if (failure || !session) throw toHeldFailure(failure?.error, waitMs);
		// Better than nothing: Salesforce may accept it again by now, and if not, its answer says so.
		if (pace.isNew()) steps.warn(tellPace(session, waitMs));
		return session;
	}

	/** Logs in whatever is held; nobody gets the outcome of an older login for it, so it may have to wait. */
	#force(entry: Entry, steps: LoginSteps): Promise<Session> {
		if (entry.forced) return entry.forced;
		const waitMs = entry.pace.force(steps.monotonic());
		if (waitMs === 0) return (entry.login = this.#logIn(entry, steps));
		const turn = steps.sleep(waitMs).then(() => (entry.login ??= this.#logIn(entry, steps)));
		return (entry.forced = turn.finally(() => delete entry.forced));
	}

	async #logIn(entry: Entry, { logIn, monotonic }: LoginSteps): Promise<Session> {
		entry.isKnown = true;
		try {
			entry.session = await logIn();
			entry.openedAt = monotonic();
			for (const past of ['isRefused', 'settled', 'failure'] as const) delete entry[past];
			return entry.session;
		} catch (error) {
			entry.failure = { error, until: monotonic() + holdAfter(error) };
			throw error;
		} finally {
			delete entry.login;
		}
	}

	/** The entry, as the one used last. */
	#entry(key: string): Entry {
		const entry = this.#entries.get(key) ?? { pace: createLoginPace() };
		this.#entries.delete(key);
		this.#entries.set(key, entry);
		if (this.#entries.size > this.#capacity) this.#shrink(key);
		return entry;
	}

	/** Drops the sessions unused for longest, but none that anybody waits for. */
	#shrink(kept: string): void {
		for (const [oldest, { login, forced, check }] of this.#entries) {
			if (this.#entries.size <= this.#capacity) break;
			if (!login && !forced && !check && oldest !== kept) this.#entries.delete(oldest);
		}
	}
}

export type { SessionStore };

/**
 * A separate store, for code that must not share sessions with the rest of the process.
 *
 * @param capacity sessions held; the one unused for longest is dropped first. Only a loop over usernames needs so
 * many
 */
export const createSessionStore = (capacity = 1_000): SessionStore => new SessionStore(capacity);

/** What every node, credential and execution of this process shares. */
export const processStore = createSessionStore();
