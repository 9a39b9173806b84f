import type { RowRefusal, SalesforceRecord } from '../../../rest';

/** Salesforce's JSON parser names the value that it can't read, but not the field of that value. */
const UNREADABLE =
	/^Cannot deserialize instance of \S+ from VALUE_\w+ value ([\s\S]*) or request may be/;

/** The refusal of a record. It names the field whose value Salesforce can't read, if the value shows which field it is. */
export function nameField(refusal: RowRefusal, record: SalesforceRecord): RowRefusal {
	if (refusal.errorCode !== 'JSON_PARSER_ERROR' || refusal.fields.length > 0) return refusal;
	const value = UNREADABLE.exec(refusal.message)?.[1];
	const isIt = (given: unknown) =>
		(typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean') &&
		String(given) === value;
	const fields = Object.keys(record).filter((name) => isIt(record[name]));
	if (value === undefined || fields.length === 0) return refusal;
	return { ...refusal, fields, message: `${fields.join(' or ')}: ${refusal.message}` };
}
