import type { WatchedObject } from './WatchedObject';

/** The chosen fields that the object has, and those that it has not (any more). */
export interface Columns {
	/** Field paths; `Id` is not among them. */
	names: readonly string[];
	missing: readonly string[];
}

/** Which fields to read. Names have no case; of a path, its first part is looked up. */
export function selectColumns(object: WatchedObject, chosen: readonly string[]): Columns {
	const names = chosen.length === 0 ? object.fields : chosen;
	const fields = new Set(object.fields.map((name) => name.toLowerCase()));
	const relationships = new Set(object.relationships.map((name) => name.toLowerCase()));
	const isThere = (name: string) => {
		const [first = '', ...rest] = name.toLowerCase().split('.');
		return rest.length === 0 ? fields.has(first) : relationships.has(first);
	};
	const unique = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
	const wanted = unique.filter((name) => name.toLowerCase() !== 'id');
	return { names: wanted.filter(isThere), missing: wanted.filter((name) => !isThere(name)) };
}
