import {
	type Client,
	createServerClock,
	InvalidResponseError,
	queryAll,
	type SalesforceRecord,
} from '../../rest';
import { buildChangeQuery, type ChangeQuery } from './changeQuery';
import type { ChangeRow } from './events';
import type { ReadPage } from './readChanges';

/** Epoch milliseconds of a datetime of Salesforce's, or `undefined` where there is none. */
const readStamp = (value: unknown): number | undefined => {
	const stamp = typeof value === 'string' ? Date.parse(value) : NaN;
	return Number.isNaN(stamp) ? undefined : stamp;
};

/**
 * A record of a change query as the cursor takes it.
 *
 * @throws InvalidResponseError for one without the stamp that was asked for
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
	/** Epoch milliseconds. @default this machine's steady clock */
	now?: () => number;
	/** Told if the clocks of this machine and of the answer differ, or the answer tells none. */
	onDoubt?: ((doubt: string) => void) | undefined;
}

/** What a network and two good clocks differ by at most. */
const TOLERANCE = 60_000;

/** Why the clocks can't both be right, if they can't. */
function findDoubt(toldAt: number | undefined, now: number): string | undefined {
	if (toldAt === undefined) return 'Answers from Salesforce come without their time';
	const seconds = Math.round((toldAt - now) / 1000);
	if (Math.abs(seconds) * 1000 <= TOLERANCE) return undefined;
	const side = seconds > 0 ? 'ahead of' : 'behind';
	return `Answers from Salesforce are dated ${Math.abs(seconds)} seconds ${side} the clock of this machine`;
}

/** Set neither back nor forth, unlike the time of day. */
const steadyNow = () => performance.timeOrigin + performance.now();

/** Reads pages of changes by query, one request a page. */
export function createChangeSource(
	client: Client,
	query: ChangeQuery,
	{ includeDeleted, now = steadyNow, onDoubt }: ChangeSourceOptions,
): ReadPage<ChangeRow> {
	return async (bounds) => {
		const clock = createServerClock(client, now);
		const soql = buildChangeQuery(query, bounds);
		const records = await queryAll(clock.client, soql, { includeDeleted });
		const rows = records.map((record) => toRow(record, query.stampField));
		const { askedAt, toldAt } = clock.time()!;
		const doubt = findDoubt(toldAt, now());
		if (doubt !== undefined) onDoubt?.(doubt);
		// What bears a stamp was written by then, also if this machine's clock is far behind. A stamp that was set by
		// hand may lie in the future: it is believed no further than the answer.
		const written = Math.min(rows.at(-1)?.stamp ?? 0, toldAt ?? 0);
		return {
			rows,
			full: records.length >= bounds.limit,
			readAfter: Math.max(askedAt, written),
		};
	};
}
