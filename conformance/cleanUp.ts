import { type CaseRequest } from './Case';
import { type Seen } from './patterns';

type Send = (request: CaseRequest) => Promise<Seen>;

/** Objects whose rows a collection can delete, by how their ids begin; the rest goes with its case's `after`. */
const DELETABLE = /^(?:001|003|00Q|006|500|00T|00U|701|00P|069)/;
const AT_ONCE = 200;

/** The names by which what is left over would be found. */
const MARKED: ReadonlyArray<[object: string, field: string]> = [
	['Account', 'Name'],
	['Contact', 'LastName'],
	['Lead', 'LastName'],
	['Opportunity', 'Name'],
	['Task', 'Subject'],
	['ContentDocument', 'Title'],
];

/** Ids of records that an answer says were saved: of single calls, collections, trees, composites, graphs. */
export function savedIds(body: unknown): string[] {
	if (Array.isArray(body)) return body.flatMap(savedIds);
	if (typeof body !== 'object' || body === null) return [];
	const { id, success, referenceId } = body as Record<string, unknown>;
	const isSaved = typeof id === 'string' && (success === true || typeof referenceId === 'string');
	return [...(isSaved ? [id] : []), ...Object.values(body).flatMap(savedIds)];
}

/** Deletes records that are still there, the last ones first. */
export async function removeRecords(send: Send, ids: readonly string[]): Promise<void> {
	const own = [...new Set(ids)].reverse().filter((id) => DELETABLE.test(id));
	for (let start = 0; start < own.length; start += AT_ONCE) {
		const list = own.slice(start, start + AT_ONCE).join(',');
		const query = { ids: list, allOrNone: 'false' };
		await send({ method: 'DELETE', path: '/composite/sobjects', query });
	}
}

/** Removes what bears the run's mark, and counts by object what is there after that. */
export async function sweep(send: Send, mark: string): Promise<Record<string, number>> {
	const left: Record<string, number> = {};
	for (const [object, field] of MARKED) {
		const ids = await findMarked(send, object, field, mark);
		if (ids.length === 0) continue;
		await removeRecords(send, ids);
		const still = await findMarked(send, object, field, mark);
		if (still.length > 0) left[object] = still.length;
	}
	return left;
}

async function findMarked(
	send: Send,
	object: string,
	field: string,
	mark: string,
): Promise<string[]> {
	const q = `SELECT Id FROM ${object} WHERE ${field} LIKE '${mark}%'`;
	const { body } = await send({ path: '/query', query: { q } });
	const { records = [] } = body as { records?: { Id?: unknown }[] };
	return records.map(({ Id }) => String(Id));
}
