import type { SalesforceRecord } from '../../../rest';

/** The lookup field behind a relationship's name. */
const lookupOf = (relationship: string) =>
	relationship.endsWith('__r') ? relationship.replace(/__r$/, '__c') : `${relationship}Id`;

/**
 * `Account.ExtId__c` = 'A-1' becomes the nested form that REST takes: the parent that has this external id.
 * A polymorphic lookup names the object first, as in Bulk API: `Lead:Who.Email`. Null clears the lookup.
 */
export function expandRelationships(fields: SalesforceRecord): SalesforceRecord {
	const keys = Object.keys(fields);
	if (!keys.some((key) => key.includes('.'))) return fields;
	const expanded: SalesforceRecord = {};
	for (const key of keys) {
		const match = /^(?:(\w+):)?(\w+)\.(\w+)$/.exec(key);
		if (!match) expanded[key] = fields[key];
		else {
			const [, type, relationship = '', field = ''] = match;
			if (fields[key] === null) expanded[lookupOf(relationship)] = null;
			else {
				expanded[relationship] = {
					...(type !== undefined && { attributes: { type } }),
					[field]: fields[key],
				};
			}
		}
	}
	return expanded;
}
