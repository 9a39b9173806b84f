import {
	type Client,
	type Clocks,
	createServerClock,
	getDeletedRecords,
	InvalidResponseError,
	listApiVersions,
	machineClocks,
	type ServerTime,
} from '../../rest';
import type { LatestWrite } from './changeSource';
import type { Position } from './cursor';
import type { ChangeRow } from './events';
import { findDoubt, type OrgClock } from './orgClock';
import type { ReadPage } from './readChanges';

const MINUTE = 60_000;
/** The log goes back 15 days; one minute of them may pass before the request arrives. */
const LOG_SPAN = 15 * 24 * 60 * MINUTE - MINUTE;

export interface DeletedLogOptions {
	orgClock: OrgClock;
	/** @default this machine's */
	clocks?: Clocks;
	/** Told where deletions are no longer in the log. */
	warn?: (message: string) => void;
	/** Told if the clocks of this machine and of the answer differ, or the answer tells none. */
	onDoubt?: ((doubt: string) => void) | undefined;
}

export interface DeletedLogSource {
	readPage: ReadPage<ChangeRow>;
	/** How far the log is complete, as if something had been deleted at that moment. */
	readLatest: () => Promise<LatestWrite>;
}

function readStamp(text: string): number {
	const stamp = Date.parse(text);
	if (Number.isNaN(stamp)) throw new InvalidResponseError('a date and time that is not valid');
	return stamp;
}

const isBehind = ({ stamp, id }: ChangeRow, from: Position) =>
	stamp > from.stamp || (stamp === from.stamp && (from.id === '' || id > from.id));

/**
 * Reads the log of deletions, for objects that keep no deleted records. The records have only `Id` and
 * `deletedDate`. Asking for the org's clock is a separate request, which counts towards no limit. The clock only
 * decides what to ask for; the org itself says how far the log is complete.
 */
export function createDeletedLogSource(
	client: Client,
	object: string,
	{ orgClock, clocks = machineClocks, warn, onDoubt }: DeletedLogOptions,
): DeletedLogSource {
	async function readTime(): Promise<ServerTime> {
		const clock = createServerClock(client, clocks);
		await listApiVersions(clock.client);
		const time = clock.time()!;
		const doubt = findDoubt(time, -Infinity);
		if (doubt !== undefined) onDoubt?.(doubt);
		return time;
	}

	async function readLog(since: number) {
		const time = await readTime();
		const now = Math.max(time.askedAt, orgClock.atLeast(time.sentAt));
		const end = Math.floor(now / MINUTE) * MINUTE;
		const start = Math.max(Math.min(since, end - MINUTE), end - LOG_SPAN);
		const log = await getDeletedRecords(client, object, { start, end });
		const covered = Math.min(end, readStamp(log.latestDateCovered));
		orgClock.learn(covered, clocks.steady());
		if (readStamp(log.earliestDateAvailable) > Math.max(since, start) + MINUTE) {
			warn?.(
				`Deletions of ${object} before ${log.earliestDateAvailable} are no longer kept in Salesforce`,
			);
		}
		return { time, covered, deletedRecords: log.deletedRecords };
	}

	return {
		async readPage({ from, before = Infinity, limit }) {
			const { covered, deletedRecords } = await readLog(from.stamp);
			const rows = deletedRecords
				.map(({ id, deletedDate }) => {
					const stamp = readStamp(deletedDate);
					return { id, stamp, deleted: true, record: { Id: id, deletedDate } };
				})
				.filter((row) => row.stamp < before && isBehind(row, from))
				.sort((a, b) => a.stamp - b.stamp || (a.id < b.id ? -1 : 1));
			const full = rows.length > limit;
			return { rows: rows.slice(0, limit), full, readAfter: covered, provenAt: covered };
		},
		async readLatest() {
			const { time, covered } = await readLog(Infinity);
			return { written: covered, time };
		},
	};
}
