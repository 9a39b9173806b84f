import { type ApiErrorEntry, type DuplicateMatch } from '../call/errorAnswer';
import { InvalidInputError, SalesforceApiError, UnknownOutcomeError } from '../errors';

/** The reason why a row was not saved. */
export interface RowRefusal {
	/**
	 * Salesforce's code, e.g. `REQUIRED_FIELD_MISSING`; or `UNKNOWN_OUTCOME` if no answer came after the row was
	 * sent, `NOT_SENT` if an earlier call made it pointless.
	 */
	errorCode: string;
	message: string;
	fields: string[];
	duplicates?: DuplicateMatch[];
	/** Of a record with children: the one that was refused, e.g. `Contacts[1].Cases[0]`; empty for the parent. */
	path?: string;
	/** Whether the row may still have been saved, so that it must not be sent again. @default false */
	mayBeSaved?: boolean;
	/** The Bulk API job that the row went into. */
	jobId?: string;
	/** If the call as a whole failed: its error. */
	cause?: unknown;
}

/** What is told of a record that was saved. */
export interface SavedRow {
	id: string;
	/** `null` if nothing tells it. */
	created: boolean | null;
	/** By the name of the relationship, in the order given; only of a record that was saved with children. */
	children?: Record<string, Saved[]>;
}

/** A record that is in Salesforce. */
export type Saved = { success: true } & SavedRow;

/** The outcome of one row. */
export type RowResult<Done = SavedRow> =
	({ success: true } & Done) | { success: false; error: RowRefusal };

/**
 * One refusal from a row's error entries. A row that has its own error may also say that the call was rolled back:
 * that is left out.
 */
export function toRefusal(given: ApiErrorEntry[]): RowRefusal {
	const own = given.filter((entry) => !isRolledBack(entry));
	const entries = own.length > 0 ? own : given;
	const duplicates = entries.flatMap((entry) => entry.duplicates ?? []);
	return {
		errorCode: entries[0]?.errorCode ?? 'UNKNOWN',
		message: entries.map((entry) => entry.message).join('; ') || 'Refused without an explanation',
		fields: [...new Set(entries.flatMap((entry) => entry.fields))],
		...(duplicates.length > 0 && { duplicates }),
	};
}

/** What is said of a record that may have been saved and must not be sent again. */
export const NOT_REPEATED =
	'No answer came after the record was sent, so it may have been saved or not. It was not sent again. ' +
	'Look for it in Salesforce, for example by CreatedDate, before you send it again; Create or Update ' +
	'by an external ID is safe to repeat.';

const SAFE_TO_REPEAT =
	'No answer came after the record was sent, so the change may have been made or not. ' +
	'It is safe to send it again: nothing is changed twice.';

/**
 * The refusal of a row that may have been saved.
 *
 * @param notRepeated the text for something other than a record that is not sent again
 */
export const toUnknownRefusal = (
	{ reason, cause }: Pick<UnknownOutcomeError, 'reason' | 'cause'>,
	mustNotRepeat: boolean,
	notRepeated = NOT_REPEATED,
): RowRefusal => ({
	errorCode: 'UNKNOWN_OUTCOME',
	message: `${mustNotRepeat ? notRepeated : SAFE_TO_REPEAT} What came instead: ${reason}`,
	fields: [],
	...(mustNotRepeat && { mayBeSaved: true }),
	cause,
});

const codeOf = (error: unknown): string => {
	if (error instanceof InvalidInputError) return 'INVALID_INPUT';
	const code = (error as { code?: unknown } | null)?.code;
	return typeof code === 'string' ? code : 'NO_ANSWER';
};

/** The refusal of each row of a call that failed as a whole. */
export function toCallRefusal(error: unknown, notRepeated?: string): RowRefusal {
	if (error instanceof UnknownOutcomeError) {
		return toUnknownRefusal(error, error.mustNotRepeat, notRepeated);
	}
	if (error instanceof SalesforceApiError) return { ...toRefusal(error.entries), cause: error };
	const message = error instanceof Error ? error.message : String(error);
	return { errorCode: codeOf(error), message, fields: [], cause: error };
}

/** Whether the row was refused only because another row of its call was (All or None). */
export const isRolledBack = ({ errorCode }: Pick<RowRefusal, 'errorCode'>): boolean =>
	errorCode === 'ALL_OR_NONE_OPERATION_ROLLED_BACK' || errorCode === 'PROCESSING_HALTED';
