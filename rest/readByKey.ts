import { buildQuery } from './buildQuery';
import type { FieldDescribe } from './describe';
import type { SalesforceRecord } from './pages';
import { measureQuery } from './query';
import { keyOf } from './rows/keyOf';
import { queryInParts } from './splitQuery';
import type { Client } from './types';

/**
 * Bytes for values in one statement whose names leave no room in a URL: with 800 names it stays below the 100,000
 * characters that a statement may have.
 */
const MAX_VALUE_BYTES = 60_000;

/** Lists of values that are no longer than a statement can be. */
function cutValues(values: string[]): string[][] {
	const lists: string[][] = [];
	let room = 0;
	for (const value of values) {
		const size = measureQuery(value) + 8;
		if (size > room || lists.length === 0) {
			lists.push([]);
			room = MAX_VALUE_BYTES;
		}
		lists.at(-1)!.push(value);
		room -= size;
	}
	return lists;
}

const valueOf = (record: SalesforceRecord, name: string) => {
	const wanted = name.toLowerCase();
	return Object.entries(record).find(([key]) => key.toLowerCase() === wanted)?.[1];
};

/**
 * Reads the records of one object that have these values in a field, many values per query.
 *
 * @param key the field that finds records
 * @param fields API names; those of parents too, `Account.Name`
 * @returns for each value, in order, its record; `undefined` if there is none, or if it is not certain which one is
 * meant
 * @throws SalesforceApiError
 */
export async function readByKey(
	client: Client,
	object: string,
	key: Pick<FieldDescribe, 'name' | 'type' | 'caseSensitive'>,
	values: unknown[],
	fields: string[],
): Promise<Array<SalesforceRecord | undefined>> {
	const { name, type, caseSensitive = false } = key;
	const foldedOf = (value: unknown) => keyOf({ object, fields: { [name]: value } }, name);
	const types = new Map([[name.toLowerCase(), type]]);
	const queryFor = (list: unknown[], names: string[]) =>
		buildQuery(
			{ object, fields: names, filters: [{ field: name, operator: 'in', value: list }] },
			{ types },
		);
	/** What SOQL has no notation for can't be asked for. */
	const isAskable = (value: unknown) => {
		try {
			return foldedOf(value) !== undefined && queryFor([value], ['Id']).length > 0;
		} catch {
			return false;
		}
	};
	const wanted = new Set(values.filter(isAskable).map(String));
	const selected = [...new Map(['Id', name, ...fields].map((f) => [f.toLowerCase(), f])).values()];
	const found = new Map<string, SalesforceRecord[]>();
	for (const list of cutValues([...wanted])) {
		const parts = queryFor(list, selected);
		for (const record of await queryInParts(client, parts, { dropAttributes: true })) {
			const folded = foldedOf(valueOf(record, name)) ?? '';
			found.set(folded, [...(found.get(folded) ?? []), record]);
		}
	}
	return values.map((value) => {
		const records = found.get(foldedOf(value) ?? '') ?? [];
		const exact = records.filter((record) => valueOf(record, name) === value);
		if (exact.length === 1) return exact[0];
		return caseSensitive || records.length !== 1 ? undefined : records[0];
	});
}
