import type { ObjectDescribe } from '../../../rest';

/** The field or relationship that a column belongs to: `account` for `Account.ExtId__c` and `Lead:Who.Email`. */
const rootOf = (key: string) => key.replace(/^\w+:/, '').split('.')[0] ?? key;

/** Tells, without regard to case, which columns a write may hold; relationships and the matching fields are among them. */
export function listSettable(
	{ fields }: ObjectDescribe,
	matchingFields: string[],
): (column: string) => boolean {
	const settable = fields.filter((field) => field.createable || field.updateable);
	const relationships = settable.flatMap(({ relationshipName }) => relationshipName ?? []);
	const names = settable.map(({ name }) => name);
	const known = new Set(
		[...names, ...relationships, ...matchingFields].map((name) => name.toLowerCase()),
	);
	return (column) => known.has(rootOf(column.toLowerCase()));
}
