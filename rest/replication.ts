import { list, object as objectOf, text } from './call/shape';
import { path } from './path';
import type { Client } from './types';

export interface DeletedRecord {
	id: string;
	/** e.g. `2026-01-31T09:30:00.000+0000` */
	deletedDate: string;
}

export interface DeletedRecords {
	deletedRecords: DeletedRecord[];
	/** Deletions before it are no longer in the log. */
	earliestDateAvailable: string;
	/** Deletions after it may still be missing: ask again from here on. */
	latestDateCovered: string;
}

const deletedAnswer = objectOf<DeletedRecords>({
	deletedRecords: list(objectOf<DeletedRecord>({ id: text, deletedDate: text })),
	earliestDateAvailable: text,
	latestDateCovered: text,
});

/**
 * The deletions of an object within a span of whole minutes, of the last 15 days at most. If an object has no
 * recycle bin, this is the only way to learn of them.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getdeleted.htm
 *
 * @param start epoch milliseconds; seconds are ignored
 * @param end epoch milliseconds, at least a minute later; seconds are ignored
 * @throws SalesforceApiError INVALID_REPLICATION_DATE for a span that the log doesn't have
 */
export async function getDeletedRecords(
	client: Client,
	object: string,
	{ start, end }: { start: number; end: number },
): Promise<DeletedRecords> {
	const write = (time: number) => new Date(time).toISOString().replace('Z', '+00:00');
	const query = { start: write(start), end: write(end) };
	const request = { path: path`sobjects/${object}/deleted/`, query, shape: deletedAnswer };
	return (await client.request(request)).body;
}
