import type { CallKind, Duration, Effect, Outcome } from './types';

/**
 * The promise: what a user is told, by what the call does, what the fault means for it, and whether it
 * happens once or always. Read a line as: "a create whose answer is lost once ends with its outcome unknown".
 */
export const rules: Record<CallKind, Record<Effect, Record<Duration, Outcome>>> = {
	read: {
		'not now': { once: 'recovered', always: 'failed' },
		never: { once: 'failed', always: 'failed' },
		lost: { once: 'recovered', always: 'failed' },
		garbled: { once: 'failed', always: 'failed' },
	},
	'repeatable write': {
		'not now': { once: 'recovered', always: 'failed' },
		never: { once: 'failed', always: 'failed' },
		lost: { once: 'recovered', always: 'unknown' },
		garbled: { once: 'unknown', always: 'unknown' },
	},
	create: {
		'not now': { once: 'recovered', always: 'failed' },
		never: { once: 'failed', always: 'failed' },
		lost: { once: 'unknown', always: 'unknown' },
		garbled: { once: 'unknown', always: 'unknown' },
	},
	// A page is asked for again; a job that has its rows or not is ended, and another one gets them.
	'job step': {
		'not now': { once: 'recovered', always: 'failed' },
		never: { once: 'failed', always: 'failed' },
		lost: { once: 'recovered', always: 'failed' },
		garbled: { once: 'recovered', always: 'failed' },
	},
	// The job itself is asked whether it has started.
	start: {
		'not now': { once: 'recovered', always: 'failed' },
		never: { once: 'failed', always: 'failed' },
		lost: { once: 'recovered', always: 'unknown' },
		garbled: { once: 'recovered', always: 'unknown' },
	},
	// The rows are Salesforce's already: whoever can't ask doesn't know.
	'follow-up': {
		'not now': { once: 'recovered', always: 'unknown' },
		never: { once: 'unknown', always: 'unknown' },
		lost: { once: 'recovered', always: 'unknown' },
		garbled: { once: 'recovered', always: 'unknown' },
	},
};
