import type { DuplicateMatch } from './call/errorAnswer';

/** What to do about the refusals whose messages leave that open, by errorCode. */
export const ADVICE: Readonly<Record<string, string>> = {
	INVALID_FIELD:
		'Check the API name of the field. A field that the user may not see is unknown to Salesforce too: field-level security is granted by a permission set.',
	INVALID_TYPE:
		'Check the API name of the object, with __c for a custom one. An object that the user may not see is unknown to Salesforce too.',
	NOT_FOUND: 'Check the name or id. What the user may not see is unknown to Salesforce too.',
	INSUFFICIENT_ACCESS: 'Give the user the permission on this object by a permission set.',
	INSUFFICIENT_ACCESS_OR_READONLY:
		'Give the user edit access to the record, by a permission set or by sharing; a locked record stays closed.',
	INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY:
		'Give the user access to the record that is referred to.',
	INVALID_CROSS_REFERENCE_KEY: 'Check the id that is referred to: the user sees no such record.',
	INVALID_FIELD_FOR_INSERT_UPDATE: 'Leave out these fields: Salesforce fills them by itself.',
	REQUEST_LIMIT_EXCEEDED:
		'The org has used up its API calls of the last 24 hours. Wait, or ask Salesforce for more.',
	MULTIPLE_CHOICES: 'Make the values of this external id unique, or use the record id.',
	MALFORMED_QUERY: 'Check the SOQL where the message points at it.',
	MALFORMED_ID: 'A record id has 15 or 18 letters and digits, and fits its object.',
	STRING_TOO_LONG: 'Shorten the text to the length that the message names.',
	ENTITY_IS_DELETED: 'The record is in the recycle bin; it can be restored there.',
	DUPLICATE_VALUE: 'Another record has this unique value; use Create or Update to change that one.',
	UNABLE_TO_LOCK_ROW:
		"Another process held the record all the time. Run these items again, with a lower 'Parallel Calls' under Options.",
	STORAGE_LIMIT_EXCEEDED:
		'The org has no storage left. Delete records, or ask Salesforce for more.',
	API_DISABLED_FOR_ORG:
		"The user needs the permission 'API Enabled', and the edition must include the API.",
	INVALID_QUERY_LOCATOR: 'The query was left alone for too long. Run it again.',
	HTTP_413:
		"Salesforce takes 50 MB in one call. Send fewer records at once with 'Batch Size' under Options, or smaller ones.",
	GONE: 'This API version is retired. Choose a newer one under Options.',
};

/** A bulk job ends with it before any row is processed. */
const UNKNOWN_COLUMN = /Field name not found : ([\w.:]+)/;

/** A link of a file that is there. */
const ALREADY_LINKED = /\bis already linked with the entity\b/;

/** What to do about a refusal, or `undefined` where its message says it all. */
export function adviceFor(refusal: {
	errorCode: string;
	message?: string;
	duplicates?: DuplicateMatch[] | undefined;
}): string | undefined {
	if (refusal.duplicates !== undefined && refusal.duplicates.length > 0) {
		const found = refusal.duplicates.map(({ object, id }) => `${object} ${id}`).join(', ');
		return `Salesforce already has: ${found}. Update that one, or choose Save Anyway for 'Duplicates' under Options.`;
	}
	if (ALREADY_LINKED.test(refusal.message ?? '')) {
		return 'The record shows the file already: nothing is left to do.';
	}
	const column = UNKNOWN_COLUMN.exec(refusal.message ?? '')?.[1];
	if (column !== undefined) {
		return `The object has no field '${column}', or the user may not see it. Remove the column or correct its name. Items can leave such fields out: choose Leave Out for 'Unknown Fields' under Options.`;
	}
	return Object.hasOwn(ADVICE, refusal.errorCode) ? ADVICE[refusal.errorCode] : undefined;
}
