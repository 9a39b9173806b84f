import type { RowRefusal, SalesforceRecord } from '../../../rest';

/** Salesforce's JSON parser tells the value that it can't read, and not which field holds it. */
const UNREADABLE =
	/^Cannot deserialize instance of \S+ from VALUE_\w+ value ([\s\S]*) or request may be/;

/** The refusal of a record, with the field named whose value Salesforce can't read, where it is told by the value. */
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
