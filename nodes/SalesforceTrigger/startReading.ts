import { type Client, createServerClock, listApiVersions, queryAll } from '../../rest';
import { startCursor, type CursorState } from './cursor';
import type { ChangeRow, RecycleBin } from './events';
import type { ReadPage } from './readChanges';

const PAGE = 2000;

/**
 * A cursor that starts now, by the org's clock: nothing stamped earlier will ever be delivered, and
 * nothing of this very second that is there already. Reads two answers, one of which counts as an API call.
 */
export async function startReading(
	client: Client,
	readPage: ReadPage<ChangeRow>,
): Promise<CursorState> {
	const clock = createServerClock(client);
	await listApiVersions(clock.client);
	const start = Math.floor(clock.time()!.answeredAt / 1000) * 1000;
	const { rows, full } = await readPage({ from: { stamp: start, id: '' }, limit: PAGE });
	// So much at once is not worth remembering: the next second is soon enough.
	return full ? startCursor(start + 1000) : startCursor(start, rows);
}

/** The records that lie in the recycle bin, those deleted last at the end. */
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
