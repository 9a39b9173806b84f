import type { DuplicateMatch } from './call/errorAnswer';

/** What to do about the refusals whose messages leave that open, by errorCode. */
export const ADVICE: Readonly<Record<string, string>> = {
	INVALID_FIELD:
		'Check the API name of the field. Salesforce answers the same if the user may not see the field: grant the field-level security in a permission set.',
	INVALID_TYPE:
		'Check the API name of the object, with __c for a custom one. Salesforce answers the same if the user may not see the object.',
	NOT_FOUND: 'Check the name or ID. Salesforce answers the same if the user may not see it.',
	INSUFFICIENT_ACCESS: 'Give the user the permission on this object by a permission set.',
	INSUFFICIENT_ACCESS_OR_READONLY:
		"Give the user edit access to the record, by a permission set or by sharing; a locked record can't be changed.",
	INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: 'Give the user access to the related record.',
	INVALID_CROSS_REFERENCE_KEY:
		"Check the ID of the related record: the user can't see a record with this ID.",
	INVALID_FIELD_FOR_INSERT_UPDATE: 'Leave out these fields: Salesforce fills them by itself.',
	REQUEST_LIMIT_EXCEEDED:
		'The org has used up its API calls of the last 24 hours. Wait, or ask Salesforce for more.',
	MULTIPLE_CHOICES: 'Make the values of this external ID unique, or use the record ID.',
	MALFORMED_QUERY: 'Check the SOQL at the place that the message shows.',
	MALFORMED_ID: 'A record ID has 15 or 18 letters and digits, and must be of the right object.',
	STRING_TOO_LONG: 'Shorten the text to the length that the message names.',
	ENTITY_IS_DELETED: 'The record is in the recycle bin; it can be restored there.',
	DUPLICATE_VALUE: 'Another record has this unique value; use Create or Update to change that one.',
	UNABLE_TO_LOCK_ROW:
		"Another process kept the record locked. Run these items again, with a lower 'Parallel Calls' under Options.",
	STORAGE_LIMIT_EXCEEDED:
		'The org has no storage left. Delete records, or ask Salesforce for more.',
	API_DISABLED_FOR_ORG:
		"The user needs the permission 'API Enabled', and the edition must include the API.",
	INVALID_QUERY_LOCATOR: 'Too much time passed between two pages of the query. Run it again.',
	HTTP_413:
		"Salesforce accepts 50 MB in one call at most. Lower 'Records per Call' under Options (for actions 'Items per Call'), or send smaller records.",
	NO_APPLICABLE_PROCESS:
		"No active approval process of the object accepts the record: check its entry criteria, or choose the process and 'Skip Entry Criteria' under Options.",
	ALREADY_IN_PROCESS:
		'The record already waits for approval. Approve, reject or recall it first; Get Many shows what is pending.',
	MANAGER_NOT_DEFINED:
		"The process asks the submitter's manager, but this user has no manager. Set 'Manager' in the user's record, or 'Submitter ID' under Options.",
	ENTITY_IS_LOCKED:
		'The record is locked, usually because an approval is pending: approve, reject or recall it first.',
	NO_PENDING_APPROVAL:
		'Submit the record first. Get Many shows which work items are pending, as far as the user may see them.',
	SEVERAL_WORK_ITEMS: "Choose By ID for 'Work Item' and give the ID of the right one.",
	GONE: 'This API version is retired. Choose a newer one under Options.',
};

/** A bulk job ends with it before any row is processed. */
const UNKNOWN_COLUMN = /Field name not found : ([\w.:]+)/;

/** A flow that failed tells the client no more than that. */
const FLOW_FAILED =
	'The flow itself failed. Setup > Flows > Paused and Failed Flow Interviews in Salesforce shows the element and the reason; Salesforce also emails the details to the user who changed the flow last.';
/** A link of a file that is there. */
const ALREADY_LINKED = /\bis already linked with the entity\b/;

/** What to do about a refusal, or `undefined` if its message says it all. */
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
		return 'The record already shows the file: nothing needs to be done.';
	}
	const column = UNKNOWN_COLUMN.exec(refusal.message ?? '')?.[1];
	if (column !== undefined) {
		return `The object has no field '${column}', or the user may not see it. Remove the column or correct its name. Items can leave such fields out: choose Leave Out for 'Unknown Fields' under Options.`;
	}
	if (/\bflow interview\b/i.test(refusal.message ?? '')) return FLOW_FAILED;
	return Object.hasOwn(ADVICE, refusal.errorCode) ? ADVICE[refusal.errorCode] : undefined;
}
