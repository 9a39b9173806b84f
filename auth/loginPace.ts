/** This many logins of a credential may follow each other without a pause: a session can be revoked more than once. */
const AT_ONCE = 5;
/** After those, one login in this many milliseconds. */
const STEP_MS = 6_000;
/** Between two logins that a credential's test forces. */
const FORCED_MS = 8_000;

/**
 * How fast one credential may log in. A process opens at most 5 + 600 sessions an hour, whatever loop asks, and 450
 * more if somebody does nothing but test the credential. If no answer comes, a login is tried three times at most.
 * So there are 3,165 requests at most; Salesforce locks a user out at 3,600:
 * https://help.salesforce.com/s/articleView?id=000381578
 *
 * Times are milliseconds of a clock that never jumps.
 */
export interface LoginPace {
	/** Takes a login; answers 0, or how long it is until there is one. */
	take(at: number): number;
	/**
	 * Reserves a forced login, in addition to the others: a test must not fail because a workflow has used up the
	 * logins. Returns how long it must wait until it may be made.
	 */
	force(at: number): number;
	/** Whether this is the first time since the last login that one had to wait. */
	isNew(): boolean;
}

export function createLoginPace(): LoginPace {
	/** The time from which the past logins no longer count. */
	let restedAt = -Infinity;
	let forcedAt = -Infinity;
	let hasTold = false;
	return {
		take(at) {
			const waitMs = restedAt - (AT_ONCE - 1) * STEP_MS - at;
			if (waitMs > 0) return waitMs;
			restedAt = Math.max(restedAt, at) + STEP_MS;
			hasTold = false;
			return 0;
		},
		force(at) {
			const from = Math.max(at, forcedAt + FORCED_MS);
			forcedAt = from;
			return from - at;
		},
		isNew() {
			const isFirst = !hasTold;
			hasTold = true;
			return isFirst;
		},
	};
}
