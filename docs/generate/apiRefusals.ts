import { ADVICE, adviceFor } from '../../rest';

/** How Salesforce words each code: what is filled in differs. */
const TEXTS: Record<string, string> = {
	INVALID_FIELD: "No such column 'Foo__c' on sobject of type Account",
	INVALID_TYPE: "sObject type 'Foo__c' is not supported",
	NOT_FOUND: 'The requested resource does not exist',
	INSUFFICIENT_ACCESS: 'insufficient access rights on the object',
	INSUFFICIENT_ACCESS_OR_READONLY: 'insufficient access rights on object id',
	INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: 'insufficient access rights on cross-reference id',
	INVALID_CROSS_REFERENCE_KEY: 'invalid cross reference id',
	INVALID_FIELD_FOR_INSERT_UPDATE: 'Unable to create/update fields: CreatedDate',
	REQUEST_LIMIT_EXCEEDED: 'TotalRequests Limit exceeded.',
	MULTIPLE_CHOICES: '2 records have this external ID value, so none was chosen',
	MALFORMED_QUERY: "unexpected token: 'FORM'",
	MALFORMED_ID: 'Account ID: id value of incorrect type: xyz',
	STRING_TOO_LONG: 'Name: data value too large: … (max length=255)',
	ENTITY_IS_DELETED: 'entity is deleted',
	DUPLICATE_VALUE: 'duplicate value found: External_Id__c duplicates value on record with id: 001…',
	UNABLE_TO_LOCK_ROW: 'unable to obtain exclusive access to this record or 1 records: 001…',
	STORAGE_LIMIT_EXCEEDED: 'storage limit exceeded',
	API_DISABLED_FOR_ORG: 'The REST API is not enabled for this Organization.',
	INVALID_QUERY_LOCATOR: 'invalid query locator',
	HTTP_413: 'The request is larger than Salesforce or a proxy takes',
	NO_APPLICABLE_PROCESS: 'No applicable approval process was found.',
	ALREADY_IN_PROCESS: 'This record is currently in an approval process.',
	MANAGER_NOT_DEFINED: 'Manager undefined.',
	ENTITY_IS_LOCKED: 'the entity is locked for editing',
	NO_PENDING_APPROVAL: 'No approval is pending for the record 006…',
	SEVERAL_WORK_ITEMS:
		'2 work items are pending for the record 006…: 04i… (Jane Doe), 04i… (John Roe)',
	GONE: 'The requested version is no longer available',
};

export interface ApiRefusal {
	code: string;
	/** How Salesforce words it. */
	text: string;
	advice: string;
}

/**
 * The refusals of the REST API that carry advice.
 *
 * @throws Error for a code whose text is not known here yet
 */
export function listApiRefusals(): ApiRefusal[] {
	const listed = Object.entries(ADVICE).map(([code, advice]) => {
		const text = TEXTS[code];
		if (text === undefined) throw new Error(`How does Salesforce word ${code}?`);
		return { code, text, advice };
	});
	const duplicates = [{ id: '003…', object: 'Contact', rule: 'Standard', confidence: 100 }];
	const code = 'DUPLICATES_DETECTED';
	const advice = adviceFor({ errorCode: code, duplicates }) ?? '';
	const flow = 'An error occurred when executing a flow interview.';
	const failed = { errorCode: 'UNKNOWN_EXCEPTION', message: flow };
	listed.push({ code: failed.errorCode, text: flow, advice: adviceFor(failed) ?? '' });
	return [...listed, { code, text: 'Use one of these records?', advice }].toSorted((a, b) =>
		a.code.localeCompare(b.code),
	);
}
