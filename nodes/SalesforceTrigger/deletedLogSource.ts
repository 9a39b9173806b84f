import { type Client, createServerClock, getDeletedRecords, listApiVersions } from '../../rest';
import type { Position } from './cursor';
import type { ChangeRow } from './events';
import type { ReadPage } from './readChanges';

const MINUTE = 60_000;
/** The log goes back 15 days; one minute of them may pass before the request arrives. */
const LOG_SPAN = 15 * 24 * 60 * MINUTE - MINUTE;

const isBehind = ({ stamp, id }: ChangeRow, from: Position) =>
	stamp > from.stamp || (stamp === from.stamp && (from.id === '' || id > from.id));

/**
 * Reads the log of deletions, for objects that keep no deleted records. Its records have nothing but
 * `Id` and `deletedDate`. The org's clock costs a request of its own, which counts towards no limit.
 *
 * @param now epoch milliseconds
 * @param warn told where deletions are no longer in the log
 */
export function createDeletedLogSource(
	client: Client,
	object: string,
	warn: (message: string) => void = () => undefined,
	now?: () => number,
): ReadPage<ChangeRow> {
	return async ({ from, before = Infinity, limit }) => {
		const clock = createServerClock(client, now);
		await listApiVersions(clock.client);
		const { askedAt } = clock.time()!;
		const end = Math.floor(askedAt / MINUTE) * MINUTE;
		const start = Math.max(Math.min(from.stamp, end - MINUTE), end - LOG_SPAN);
		const log = await getDeletedRecords(client, object, { start, end });
		if (Date.parse(log.earliestDateAvailable) > Math.max(from.stamp, start) + MINUTE) {
			warn(`Deletions of ${object} before ${log.earliestDateAvailable} are no longer known`);
		}
		const rows = log.deletedRecords
			.map(({ id, deletedDate }) => {
				const stamp = Date.parse(deletedDate);
				return { id, stamp, deleted: true, record: { Id: id, deletedDate } };
			})
			.filter((row) => row.stamp < before && isBehind(row, from))
			.sort((a, b) => a.stamp - b.stamp || (a.id < b.id ? -1 : 1));
		const covered = Math.min(end, Date.parse(log.latestDateCovered));
		return { rows: rows.slice(0, limit), full: rows.length > limit, readAfter: covered };
	};
}
