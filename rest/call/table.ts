import type { Budget } from '../../http';

/** What a call does. It decides whether the call may be sent again, and how it ends if that does not help. */
export type Effect =
	/** Changes nothing. */
	| 'read'
	/** Changes something, and sent twice changes no more than sent once. */
	| 'repeatable write'
	/** Sent twice, it may do its work twice. */
	| 'create'
	/** Prepares or reads a bulk job that has changed nothing yet. */
	| 'job step'
	/** Makes a bulk job begin or end. The job itself tells whether it has. */
	| 'start'
	/** Looks after rows that are Salesforce's already. */
	| 'follow-up';

/** What an answer or a fault means for the call. */
export type Meaning =
	/** Nothing was done, and the next try may be taken. */
	| 'not now'
	/** Nothing was done, and the next try would end in the same way. */
	| 'never'
	/** No answer, so nobody knows what was done. */
	| 'lost'
	/** An answer that can't be understood. */
	| 'garbled';

export interface Rule {
	/** Whether the call is sent again. */
	repeat: boolean;
	/** How it ends if it is not sent again, or that does not help. */
	end: 'failed' | 'unknown';
}

const failed: Rule = { repeat: false, end: 'failed' };
const unknown: Rule = { repeat: false, end: 'unknown' };
const repeatThenFailed: Rule = { repeat: true, end: 'failed' };
const repeatThenUnknown: Rule = { repeat: true, end: 'unknown' };

/** The promise of this package. docs/fault-matrix.md shows it as the tests saw it kept. */
export const RULES: Readonly<Record<Effect, Readonly<Record<Meaning, Rule>>>> = {
	read: {
		'not now': repeatThenFailed,
		never: failed,
		lost: repeatThenFailed,
		garbled: failed,
	},
	'repeatable write': {
		'not now': repeatThenFailed,
		never: failed,
		lost: repeatThenUnknown,
		garbled: unknown,
	},
	create: {
		'not now': repeatThenFailed,
		never: failed,
		lost: unknown,
		garbled: unknown,
	},
	'job step': {
		'not now': repeatThenFailed,
		never: failed,
		lost: repeatThenFailed,
		garbled: repeatThenFailed,
	},
	start: {
		'not now': repeatThenFailed,
		never: failed,
		lost: repeatThenUnknown,
		garbled: repeatThenUnknown,
	},
	'follow-up': {
		'not now': repeatThenUnknown,
		never: unknown,
		lost: repeatThenUnknown,
		garbled: repeatThenUnknown,
	},
};

/** Whether a call may have changed something although no answer says so. */
export const changes = (effect: Effect): boolean =>
	effect === 'repeatable write' || effect === 'create' || effect === 'start';

/** Somebody waits for the answer. */
const CALL: Budget = {
	tries: 5,
	milliseconds: 180_000,
	firstPauseMs: 1_000,
	longestPauseMs: 30_000,
};

/** The rows are in Salesforce or are being sent: to stop costs more than to wait. */
const JOB: Budget = {
	tries: 12,
	milliseconds: 600_000,
	firstPauseMs: 1_000,
	longestPauseMs: 30_000,
};

/** How often and how long a call is tried in all. docs/performance.md gives these figures. */
export const BUDGETS: Readonly<Record<Effect, Budget>> = {
	read: CALL,
	'repeatable write': CALL,
	create: CALL,
	'job step': JOB,
	start: JOB,
	'follow-up': JOB,
};

/** Rows that another transaction held, sent again by themselves. */
export const ROW_BUDGET: Budget = CALL;
