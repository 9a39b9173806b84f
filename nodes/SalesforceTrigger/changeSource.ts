import {
	checkIdentifier,
	type Client,
	type Clocks,
	createServerClock,
	InvalidResponseError,
	queryAll,
	type SalesforceRecord,
	type ServerTime,
} from '../../rest';
import { buildChangeQuery, type ChangeQuery } from './changeQuery';
import type { ChangeRow } from './events';
import { findDoubt, type OrgClock, readPageTime } from './orgClock';
import type { ReadPage } from './readChanges';

/** Epoch milliseconds of one of Salesforce's datetimes, or `undefined` if there is none. */
const readStamp = (value: unknown): number | undefined => {
	const stamp = typeof value === 'string' ? Date.parse(value) : NaN;
	return Number.isNaN(stamp) ? undefined : stamp;
};

/**
 * A record of a change query as the cursor takes it.
 *
 * @throws InvalidResponseError for a record without the stamp that was asked for
 */
export function toRow(record: SalesforceRecord, stampField: string): ChangeRow {
	const stamp = readStamp(record[stampField]);
	if (stamp === undefined || typeof record.Id !== 'string') {
		throw new InvalidResponseError(`a record without its Id or ${stampField}`);
	}
	return {
		id: record.Id,
		stamp,
		created: readStamp(record.CreatedDate),
		deleted: record.IsDeleted === true,
		record,
	};
}

export interface ChangeSourceOptions {
	includeDeleted: boolean;
	/** What is known of the org's clock so far; the pages add to it. */
	orgClock: OrgClock;
	/** The field that tells when a record was written last. */
	writtenField: string;
	/** @default this machine's */
	clocks?: Clocks;
	/** Told if the clocks of this machine, of the answer and of the records differ, or the answer tells none. */
	onDoubt?: ((doubt: string) => void) | undefined;
}

/**
 * The latest stamp that Salesforce set itself. SystemModstamp is the only field that can't be set by hand. The
 * stamp of any other field counts only as far as the clocks agree.
 */
function latestWritten(
	records: readonly SalesforceRecord[],
	field: string,
	{ answeredAt }: ServerTime,
): number {
	const limit = field === 'SystemModstamp' ? Infinity : answeredAt;
	const stamps = records.map((record) => readStamp(record[field]) ?? -Infinity);
	return stamps.reduce(
		(latest, stamp) => (stamp <= limit ? Math.max(latest, stamp) : latest),
		-Infinity,
	);
}

/** Runs a query and takes the time by it. */
async function queryWithTime(client: Client, soql: string, options: ChangeSourceOptions) {
	const { includeDeleted, orgClock, writtenField, clocks, onDoubt } = options;
	const clock = createServerClock(client, clocks);
	const records = await queryAll(clock.client, soql, { includeDeleted });
	const time = clock.time()!;
	const written = latestWritten(records, writtenField, time);
	const doubt = findDoubt(time, written);
	if (doubt !== undefined) onDoubt?.(doubt);
	return { records, time, written, ...readPageTime(orgClock, time, written) };
}

/** Reads pages of changes by query, one request per page. */
export const createChangeSource =
	(client: Client, query: ChangeQuery, options: ChangeSourceOptions): ReadPage<ChangeRow> =>
	async (bounds) => {
		const soql = buildChangeQuery(query, bounds);
		const { records, readAfter, provenAt } = await queryWithTime(client, soql, options);
		return {
			rows: records.map((record) => toRow(record, query.stampField)),
			full: records.length >= bounds.limit,
			readAfter,
			provenAt,
		};
	};

/** When an object was written to last, and when that was asked. */
export interface LatestWrite {
	/** Epoch milliseconds; -Infinity if there is no record, or its stamp proves nothing. */
	written: number;
	time: ServerTime;
}

/** Asks for the object's record that was written last, without the trigger's condition. */
export async function readLatestWrite(
	client: Client,
	object: string,
	options: Omit<ChangeSourceOptions, 'includeDeleted'>,
): Promise<LatestWrite> {
	const field = options.writtenField;
	const soql = `SELECT ${field} FROM ${checkIdentifier(object)} ORDER BY ${field} DESC NULLS LAST LIMIT 1`;
	const { written, time } = await queryWithTime(client, soql, { ...options, includeDeleted: true });
	return { written, time };
}
