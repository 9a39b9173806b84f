import { type OrgState } from '../core/OrgState';
import { refuse } from '../core/SalesforceError';
import { type QueryResult } from '../soql/runQuery';

/** A result of several pages, kept as the rows were when the query ran. */
export interface Cursor {
	/** 18 characters, prefix `0r8`. */
	id: string;
	result: QueryResult;
	batchSize: number;
	openedAt: number;
}

function cursorsOf(org: OrgState): Map<string, Cursor> {
	return org.state('queryCursors', () => new Map<string, Cursor>());
}

/** Keeps a result for queryMore, where it is longer than a page. */
export function openCursor(org: OrgState, result: QueryResult, batchSize: number): Cursor {
	const id = org.store.ids.create('0r8');
	const cursor = { id, result, batchSize, openedAt: org.now() };
	if (result.rows.length > batchSize) cursorsOf(org).set(id, cursor);
	return cursor;
}

/**
 * The cursor and offset of a locator such as `0r8…-2000`.
 *
 * @throws SalesforceError INVALID_QUERY_LOCATOR
 */
export function readCursor(org: OrgState, locator: string): { cursor: Cursor; offset: number } {
	const [, id = '', offset = ''] = /^(\w{15,18})-(\d+)$/.exec(locator) ?? [];
	const cursor = cursorsOf(org).get(id);
	const isDead = !cursor || org.now() - cursor.openedAt > org.policy.queryLocatorLifetimeMs;
	if (isDead || Number(offset) >= cursor.result.rows.length) {
		throw refuse(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
	}
	return { cursor, offset: Number(offset) };
}

/** One page of the result. */
export function pageOf(
	_org: OrgState,
	{ id, result, batchSize }: Cursor,
	offset: number,
	base: string,
): Record<string, unknown> {
	const end = offset + batchSize;
	const done = end >= result.totalSize;
	return {
		totalSize: result.totalSize,
		done,
		...(!done && { nextRecordsUrl: `${base}/query/${id}-${end}` }),
		records: result.rows.slice(offset, end).map(result.render),
	};
}
