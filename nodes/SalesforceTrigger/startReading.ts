import { type Client, queryAll } from '../../rest';
import type { LatestWrite } from './changeSource';
import { startCursor, type CursorState, type Row } from './cursor';
import type { RecycleBin } from './events';
import type { ReadingPlan } from './planReading';

const PAGE = 2000;
const DAY = 86_400_000;

/**
 * Where a trigger begins: after what was written last, by the org's own stamps. So no existing record is delivered
 * and no later one is lost, however wrong the clocks are. If the last write was long ago, or if there is none, a
 * record that the user can suddenly see may be old. Then the trigger begins a day before the earlier of the two
 * clocks.
 *
 * @returns epoch milliseconds, a whole second
 */
export const startOf = ({ written, time }: LatestWrite): number =>
	Math.floor(Math.max(written, time.answeredAt - DAY) / 1000) * 1000;

/**
 * The state of a trigger that has begun.
 *
 * @param rows all rows from the start on; `full` if they were too many to read at once
 */
export function startedCursor(
	latest: LatestWrite,
	{ rows, full }: { rows: readonly Row[]; full: boolean },
): CursorState {
	const start = startOf(latest);
	// So much at once is not worth remembering: the next second is soon enough.
	const state = full ? startCursor(start + 1000) : startCursor(start, rows);
	// What was there counts as delivered: it was not created since.
	return { ...state, deliveredBefore: Math.max(state.deliveredBefore, latest.written + 1) };
}

/** A cursor that starts now: nothing that is there already will ever be delivered. Two API calls. */
export async function startReading({ readLatest, readPage }: ReadingPlan): Promise<CursorState> {
	const latest = await readLatest();
	const from = { stamp: startOf(latest), id: '' };
	return startedCursor(latest, await readPage({ from, limit: PAGE }));
}

/** The records in the recycle bin; those deleted last are at the end. */
export async function readRecycleBin(
	client: Client,
	object: string,
	stampField: string,
): Promise<RecycleBin> {
	const soql = `SELECT Id FROM ${object} WHERE IsDeleted = true ORDER BY ${stampField} DESC LIMIT ${PAGE}`;
	const records = await queryAll(client, soql, { includeDeleted: true });
	return records
		.map(({ Id }) => String(Id))
		.reverse()
		.join(' ');
}
