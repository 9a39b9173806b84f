/**
 * Rows that were delivered, in the form for static data: epoch milliseconds of the stamp -> IDs, separated by
 * spaces. Few stamps have many rows, so this takes half the space of pairs.
 */
export type StoredRows = Record<string, string>;

/** The last three characters only repeat the case of the first fifteen. */
const shorten = (id: string) => (id.length === 18 ? id.slice(0, 15) : id);

/** Names one state of one record. */
export const rowKey = (row: { stamp: number; id: string }): string =>
	`${row.stamp} ${shorten(row.id)}`;

/** The stamp in a key. */
export const stampOf = (key: string): number => Number(key.slice(0, key.indexOf(' ')));

/** Packs keys for static data. */
export function packRows(keys: Iterable<string>): StoredRows {
	const idsByStamp: Record<string, string[]> = {};
	for (const key of keys) {
		const end = key.indexOf(' ');
		(idsByStamp[key.slice(0, end)] ??= []).push(key.slice(end + 1));
	}
	return Object.fromEntries(
		Object.entries(idsByStamp).map(([stamp, ids]) => [stamp, ids.join(' ')]),
	);
}

/** What `packRows` packed. */
export function unpackRows(stored: StoredRows): Set<string> {
	const keys = new Set<string>();
	for (const [stamp, ids] of Object.entries(stored)) {
		for (const id of ids.split(' ')) keys.add(`${stamp} ${id}`);
	}
	return keys;
}
