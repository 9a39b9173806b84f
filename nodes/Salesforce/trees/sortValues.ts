import {
	isObject,
	InvalidInputError,
	type ObjectDescribe,
	type SalesforceRecord,
} from '../../../rest';

type ChildRelationship = ObjectDescribe['childRelationships'][number];

interface Children {
	/** As the item spells it. */
	name: string;
	records: unknown[];
	relationship: ChildRelationship;
}

const lower = (name: string) => name.toLowerCase();

/** Records as an item has them, and as a query answers them. */
function recordsOf(value: unknown): unknown[] | undefined {
	if (Array.isArray(value)) return value as unknown[];
	return isObject(value) && Array.isArray(value.records) ? value.records : undefined;
}

/** A list of texts is a multi-select picklist. */
const looksLikeChildren = (value: unknown) => recordsOf(value)?.some(isObject) ?? false;

/** The name of a place in a sentence. */
export const told = (path: string) => (path === '' ? 'The item' : path);

function findRelationship(
	{ childRelationships }: ObjectDescribe,
	name: string,
): ChildRelationship | undefined {
	const wanted = lower(name);
	return childRelationships.find(
		({ relationshipName }) => relationshipName !== null && lower(relationshipName) === wanted,
	);
}

const MAX_NAMES = 30;

function refuseRelationship(describe: ObjectDescribe, path: string, name: string): never {
	const names = describe.childRelationships.flatMap(({ relationshipName, childSObject }) =>
		relationshipName === null ? [] : [{ relationshipName, childSObject }],
	);
	// If somebody writes the object's name, its relationship is meant.
	const meant = names.find(({ childSObject }) => lower(childSObject) === lower(name));
	const all = names.map(({ relationshipName }) => relationshipName).toSorted();
	const rest = all.length > MAX_NAMES ? `, and ${all.length - MAX_NAMES} others` : '';
	throw new InvalidInputError(
		`${told(path)} has a list of records under '${name}', which is not a child relationship of ${describe.name}`,
		meant
			? `Write it as '${meant.relationshipName}'`
			: `It has these: ${all.slice(0, MAX_NAMES).join(', ')}${rest}`,
	);
}

/**
 * Separates the values of a record from its children.
 *
 * @param path the record's place in the item
 * @throws InvalidInputError for a list of records under a name that is not a child relationship
 */
export function sortValues(
	value: SalesforceRecord,
	describe: ObjectDescribe,
	path: string,
	{
		relationships,
		unknownFields,
	}: { relationships: ReadonlySet<string>; unknownFields: 'send' | 'leaveOut' },
): { own: SalesforceRecord; children: Children[] } {
	const own: SalesforceRecord = {};
	const children: Children[] = [];
	for (const [name, entry] of Object.entries(value)) {
		if (name === 'attributes') continue;
		const relationship = findRelationship(describe, name);
		if (!relationship) {
			if (!looksLikeChildren(entry)) own[name] = entry;
			else if (unknownFields === 'send') refuseRelationship(describe, path, name);
			continue;
		}
		if (relationships.size > 0 && !relationships.has(lower(name))) continue;
		// A query answers null if a record has no children.
		const records = entry === null || entry === undefined ? [] : recordsOf(entry);
		if (records === undefined) {
			throw new InvalidInputError(
				`${told(path)} has no list under '${name}', which is a child relationship of ${describe.name}`,
				`Write it as "${name}": [{ … }]`,
			);
		}
		if (records.length > 0) children.push({ name, records, relationship });
	}
	return { own, children };
}
