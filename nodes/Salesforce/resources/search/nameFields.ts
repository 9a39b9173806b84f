import type { Describer } from '../../items/createDescriber';

/** Objects that everybody searches, and whose name is in `Name`: nothing is asked for them. */
const NAMED = new Set(
	['Account', 'Asset', 'Campaign', 'Contact', 'Lead', 'Opportunity', 'Product2', 'User'].map(
		(name) => name.toLowerCase(),
	),
);

/**
 * The field with the name of a record as people know it: `Name` of most objects, `CaseNumber` of a case. A custom
 * object always has `Name`.
 *
 * @returns `undefined` for an object without one
 * @throws SalesforceApiError
 */
export async function findNameField(
	object: string,
	describe: Describer,
): Promise<string | undefined> {
	const name = object.toLowerCase();
	if (NAMED.has(name) || name.endsWith('__c')) return 'Name';
	return (await describe(object)).fields.find(({ nameField }) => nameField)?.name;
}
