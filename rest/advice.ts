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
	NO_APPLICABLE_PROCESS:
		"No active approval process of the object takes the record: check its entry criteria, or choose the process and 'Skip Entry Criteria' under Options.",
	ALREADY_IN_PROCESS:
		'The record is being approved already. Approve, Reject or Recall ends that; Get Many shows what is pending.',
	MANAGER_NOT_DEFINED:
		"The process asks the submitter's manager, and the user has none. Set 'Manager' in the user's record, or 'Submitter' under Options.",
	ENTITY_IS_LOCKED:
		'The record is locked, mostly by an approval that is pending: approve, reject or recall it first.',
	NO_PENDING_APPROVAL:
		'Submit the record first. Get Many shows which work items are pending, as far as the user may see them.',
	SEVERAL_WORK_ITEMS: "Choose By ID for 'Work Item' and give the ID of one.",
	GONE: 'This API version is retired. Choose a newer one under Options.',
};

/** A bulk job ends with it before any row is processed. */
const UNKNOWN_COLUMN = /Field name not found : ([\w.:]+)/;

/** A flow that failed tells the client no more than that. */
const FLOW_FAILED =
	'The flow itself failed. Its run, with the element and the reason, is in Salesforce under Setup > Flows > Paused and Failed Flow Interviews; Salesforce also mails the details to whoever changed the flow last.';
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
	if (/\bflow interview\b/i.test(refusal.message ?? '')) return FLOW_FAILED;
	return Object.hasOwn(ADVICE, refusal.errorCode) ? ADVICE[refusal.errorCode] : undefined;
}
