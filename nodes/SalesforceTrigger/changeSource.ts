import { type Client, createServerClock, queryAll, type SalesforceRecord } from '../../rest';
import { buildChangeQuery, type ChangeQuery } from './changeQuery';
import type { ChangeRow } from './events';
import type { ReadPage } from './readChanges';

/** Epoch milliseconds of a datetime of Salesforce's, or `undefined` where there is none. */
const readMoment = (value: unknown): number | undefined =>
	typeof value === 'string' ? Date.parse(value) : undefined;

/** A record of a change query as the cursor takes it. */
export const toRow = (record: SalesforceRecord, stampField: string): ChangeRow => ({
	id: String(record.Id),
	stamp: readMoment(record[stampField]) ?? 0,
	created: readMoment(record.CreatedDate),
	deleted: record.IsDeleted === true,
	record,
});

export interface ChangeSourceOptions {
	includeDeleted: boolean;
	/** Epoch milliseconds. @default this machine's steady clock */
	now?: () => number;
}

/** Reads pages of changes by query, one request a page. */
export function createChangeSource(
	client: Client,
	query: ChangeQuery,
	{ includeDeleted, now }: ChangeSourceOptions,
): ReadPage<ChangeRow> {
	return async (bounds) => {
		const clock = createServerClock(client, now);
		const soql = buildChangeQuery(query, bounds);
		const records = await queryAll(clock.client, soql, { includeDeleted });
		return {
			rows: records.map((record) => toRow(record, query.stampField)),
			full: records.length >= bounds.limit,
			readAfter: clock.time()!.askedAt,
		};
	};
}
