import { joinQuery, type SoqlList, type SoqlPart } from './bindQuery';
import type { SalesforceRecord } from './pages';
import { MAX_QUERY_BYTES, measureQuery, queryAll, type QueryOptions } from './query';
import type { Client } from './types';

/**
 * A key that is equal for literals that may match the same record: Salesforce compares text without case and
 * without trailing blanks, IDs also in their short form, numbers by value.
 */
function matchKey(literal: string): string {
	const text = /^'(.*)'$/s.exec(literal)?.[1];
	if (text === undefined) return /^-?[\d.]+$/.test(literal) ? String(Number(literal)) : literal;
	const folded = text.trim().toLowerCase();
	return /^[a-z0-9]{18}$/.test(folded) ? folded.slice(0, 15) : folded;
}

/** Lists no longer than so many bytes in a URL; literals that may match the same record stay together. */
function cutList(items: string[], maxBytes: number): string[][] {
	const alike = new Map<string, string[]>();
	for (const item of items) {
		const group = alike.get(matchKey(item));
		if (group) group.push(item);
		else alike.set(matchKey(item), [item]);
	}
	const chunks: string[][] = [];
	let room = 0;
	for (const group of alike.values()) {
		const size = measureQuery(group.join(',')) + 3;
		if (size > room || chunks.length === 0) {
			chunks.push([]);
			room = maxBytes;
		}
		chunks.at(-1)!.push(...group);
		room -= size;
	}
	return chunks;
}

/**
 * Statements that each fit into a URL and together return the rows of the whole, each once. It is one statement if
 * it fits, or if cutting would change the rows: then it is sent in a request body instead.
 */
export function splitQuery(parts: SoqlPart[], maxBytes: number): string[] {
	const whole = joinQuery(parts);
	if (measureQuery(whole) <= maxBytes) return [whole];
	const lists = parts.filter((part): part is SoqlList => typeof part !== 'string');
	const longest = lists.toSorted((a, b) => b.items.length - a.items.length)[0];
	if (longest === undefined || !longest.splittable) return [whole];
	const put = (items: string[]) =>
		parts.map((part) => (part === longest ? { ...longest, items } : part));
	const room = maxBytes - measureQuery(joinQuery(put([])));
	if (room < maxBytes / 4) return [whole];
	return cutList(longest.items, room).map((items) => joinQuery(put(items)));
}

/** All records of a query, by several statements if its list is too long for one. */
export async function queryInParts(
	client: Client,
	parts: SoqlPart[],
	options: QueryOptions = {},
): Promise<SalesforceRecord[]> {
	const records: SalesforceRecord[][] = [];
	for (const soql of splitQuery(parts, MAX_QUERY_BYTES)) {
		records.push(await queryAll(client, soql, options));
	}
	return records.flat();
}
