import { InvalidInputError } from './InvalidInputError';
import { type ApiErrorEntry, type DuplicateMatch, SalesforceApiError } from './SalesforceApiError';

/** Why a row was not saved. */
export interface RowRefusal {
	/**
	 * Salesforce's, e.g. `REQUIRED_FIELD_MISSING`; or `UNKNOWN_OUTCOME` where the connection broke after a
	 * create was sent, `NOT_SENT` where an earlier call made it pointless.
	 */
	errorCode: string;
	message: string;
	fields: string[];
	duplicates?: DuplicateMatch[];
	/** Whether the row may have been saved all the same, so that it must not be sent again. @default false */
	mayBeSaved?: boolean;
	/** The Bulk API job that the row went into. */
	jobId?: string;
	/** Where the call as a whole failed: its error. */
	cause?: unknown;
}

/** What became of one row. */
export type RowResult =
	{ success: true; id: string; created: boolean | null } | { success: false; error: RowRefusal };

/** The refusal that a row's error entries amount to. */
export function toRefusal(entries: ApiErrorEntry[]): RowRefusal {
	const duplicates = entries.flatMap((entry) => entry.duplicates ?? []);
	return {
		errorCode: entries[0]?.errorCode ?? 'UNKNOWN',
		message: entries.map((entry) => entry.message).join('; ') || 'Refused without an explanation',
		fields: [...new Set(entries.flatMap((entry) => entry.fields))],
		...(duplicates.length > 0 && { duplicates }),
	};
}

const codeOf = (error: unknown): string => {
	if (error instanceof InvalidInputError) return 'INVALID_INPUT';
	const code = (error as { code?: unknown } | null)?.code;
	return typeof code === 'string' ? code : 'NO_ANSWER';
};

/** The refusal of each row of a call that failed as a whole. */
export function toCallRefusal(error: unknown): RowRefusal {
	if (error instanceof SalesforceApiError) return { ...toRefusal(error.entries), cause: error };
	const message = error instanceof Error ? error.message : String(error);
	return { errorCode: codeOf(error), message, fields: [], cause: error };
}

const LOCKED = /UNABLE_TO_LOCK_ROW|unable to obtain exclusive access/i;
const CROWDED = /ConcurrentPerOrgLongTxn|\bConcurrent\w* ?(?:\([^()]*\) )?Limit exceeded/i;

/**
 * Whether the row was certainly not saved and may be saved the next moment: another transaction held it,
 * or too many ran. A trigger wraps these texts into codes of its own.
 */
export const isPassing = ({
	errorCode,
	message,
}: {
	errorCode: string;
	message: string;
}): boolean => LOCKED.test(errorCode) || LOCKED.test(message) || CROWDED.test(message);
