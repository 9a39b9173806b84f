import type { SalesforceRecord } from '../../../rest';

/** The lookup field of a relationship's name. */
const lookupOf = (relationship: string) =>
	relationship.endsWith('__r') ? relationship.replace(/__r$/, '__c') : `${relationship}Id`;

/** `Account.ExtId__c` and, if the lookup is polymorphic, `Lead:Who.Email`. */
export function readPath(
	key: string,
): { type?: string; relationship: string; field: string } | undefined {
	const match = /^(?:(\w+):)?(\w+)\.(\w+)$/.exec(key);
	if (!match) return undefined;
	const [, type, relationship = '', field = ''] = match;
	return { ...(type !== undefined && { type }), relationship, field };
}

/**
 * `Account.ExtId__c` = 'A-1' becomes the nested form that REST takes: the parent that has this external ID. A
 * polymorphic lookup names the object first, as in Bulk API: `Lead:Who.Email`. Null clears the lookup, unless the
 * item itself has a value for the lookup. Columns of one parent are put together; Salesforce answers that it takes
 * only one.
 */
export function expandRelationships(fields: SalesforceRecord): SalesforceRecord {
	const keys = Object.keys(fields);
	if (!keys.some((key) => key.includes('.'))) return fields;
	const given = new Set(keys.map((key) => key.toLowerCase()));
	const expanded: SalesforceRecord = {};
	const cleared: string[] = [];
	for (const key of keys) {
		const path = readPath(key);
		if (!path) expanded[key] = fields[key];
		else if (fields[key] === null) cleared.push(path.relationship);
		else {
			const { type, relationship, field } = path;
			expanded[relationship] = {
				...(expanded[relationship] as SalesforceRecord | undefined),
				...(type !== undefined && { attributes: { type } }),
				[field]: fields[key],
			};
		}
	}
	for (const relationship of cleared) {
		const lookup = lookupOf(relationship);
		const isSet = given.has(lookup.toLowerCase()) || expanded[relationship] !== undefined;
		if (!isSet) expanded[lookup] = null;
	}
	return expanded;
}
