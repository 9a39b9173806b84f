import { packRows, rowKey, stampOf, unpackRows, type StoredRows } from './rowKeys';

/**
 * Reads a stream of changes so that nothing is missed and nothing is repeated.
 *
 * Rows are read in the order (stamp, Id). Salesforce stamps a row when it is written, but shows it only when its
 * transaction commits. So, for as long as the overlap, rows may appear before rows that were already read. The
 * position therefore advances only to where nothing can appear any more. Rows that were delivered beyond it are
 * remembered one by one until the position has passed them.
 *
 * Only the org's own stamps decide how far that is. The position never depends on another clock.
 *
 * A second is read only after it has ended: until then a row may change again under the same stamp.
 */

/** After one row; with an empty ID, before the first row of that stamp. */
export interface Position {
	/** Epoch milliseconds. */
	stamp: number;
	id: string;
}

/** What is kept between polls. Plain JSON, for n8n's static data. */
export interface CursorState {
	/** All rows up to here are delivered, and none will appear here any more. */
	position: Position;
	/** Delivered rows beyond the position. */
	delivered: StoredRows;
	/** No row with this stamp or a later one was delivered yet. */
	deliveredBefore: number;
}

export interface Row {
	id: string;
	/** Epoch milliseconds. */
	stamp: number;
}

export interface Page<R extends Row> {
	/** In the order (stamp, Id). */
	rows: readonly R[];
	/** Whether as many rows came as were asked for, so that there may be more. */
	full: boolean;
	/**
	 * A time at which the rows had not been read yet, epoch milliseconds, as far as clocks can be trusted. It only
	 * decides which second has ended. If the clock is ahead, no row is lost.
	 */
	readAfter: number;
	/** What the org's own stamps prove its clock to have shown at least then; -Infinity if they prove nothing. */
	provenAt: number;
}

export interface CursorSettings {
	/** Rows delivered by one poll at most. */
	limit: number;
	/** How long a transaction may take to commit, in milliseconds. */
	overlap: number;
	/** How long a row must have been left alone, in milliseconds. @default 0 */
	quiet?: number;
	/** Rows remembered at most. Once full, rows wait until they are older than the overlap. @default 2500 */
	capacity?: number;
}

/** Decides what a row means. `undefined` skips it without a message. */
export interface Watch<R extends Row, Event> {
	eventOf(row: R): Event | undefined;
	/** Called for each row that the poll is done with, whether it was an event or not. */
	passed?(row: R): void;
}

/** A poll on its way through the pages. */
export interface Reading<R extends Row, Event> {
	readonly state: CursorState;
	readonly settings: Required<CursorSettings>;
	/** The row after which the next page starts. */
	readonly from: Position;
	/** Rows with this stamp or a later one are left for later polls. Known from the first page on. */
	readonly before?: number;
	/** Rows stamped before it have all appeared. Known from the first page on. */
	readonly settledBefore?: number;
	readonly known: ReadonlySet<string>;
	readonly fresh: readonly string[];
	readonly found: ReadonlyArray<{ row: R; event: Event }>;
	/** `complete`: all there is was read. `cut`: a limit was reached. */
	readonly end?: 'complete' | 'cut';
}

/** 2,500 rows take 45 kB of static data, 90 kB where each has a stamp of its own. */
const CAPACITY = 2500;

/**
 * A state that delivers what is stamped at or after a moment.
 *
 * @param stamp epoch milliseconds
 * @param existing rows of that moment that already existed; they count as delivered
 */
export const startCursor = (stamp: number, existing: readonly Row[] = []): CursorState => ({
	position: { stamp, id: '' },
	delivered: packRows(existing.map(rowKey)),
	deliveredBefore: stamp,
});

/** Begins a poll. */
export const openReading = <R extends Row, Event>(
	state: CursorState,
	settings: CursorSettings,
): Reading<R, Event> => ({
	state,
	settings: { quiet: 0, capacity: CAPACITY, ...settings },
	from: state.position,
	known: unpackRows(state.delivered),
	fresh: [],
	found: [],
});

/** How many rows the next page must have so that what is left of the limit surely fits in. */
export const rowsWanted = ({ settings, found, known }: Reading<Row, unknown>): number =>
	settings.limit - found.length + known.size;

const floorSecond = (time: number) => Math.floor(time / 1000) * 1000;

/** The completed seconds at the moment of the read, less the quiet time, and what is settled for certain. */
function readClock(
	{ settings, before, settledBefore }: Reading<Row, unknown>,
	{ readAfter, provenAt }: Page<Row>,
) {
	if (before !== undefined && settledBefore !== undefined) return { before, settledBefore };
	const upTo = floorSecond(Math.max(readAfter, provenAt)) - settings.quiet;
	const settled = floorSecond(provenAt) - settings.overlap;
	return { before: upTo, settledBefore: Math.min(upTo, settled) };
}

/** Takes in one page. Reading continues until it has an `end`. */
export function takePage<R extends Row, Event>(
	reading: Reading<R, Event>,
	page: Page<R>,
	watch: Watch<R, Event>,
): Reading<R, Event> {
	const { known, settings } = reading;
	const { before, settledBefore } = readClock(reading, page);
	const fresh = [...reading.fresh];
	const found = [...reading.found];
	const remembered = [...known].filter((key) => stampOf(key) >= settledBefore).length;
	let from = reading.from;
	let cut = false;

	for (const row of page.rows) {
		if (row.stamp >= before) continue;
		const key = rowKey(row);
		const event = known.has(key) ? undefined : watch.eventOf(row);
		if (event !== undefined) {
			const isYoung = row.stamp >= settledBefore;
			cut =
				found.length >= settings.limit ||
				(isYoung && remembered + fresh.length >= settings.capacity);
			if (cut) break;
			found.push({ row, event });
			if (isYoung) fresh.push(key);
		}
		if (!known.has(key)) watch.passed?.(row);
		from = { stamp: row.stamp, id: row.id };
	}

	const end = cut ? 'cut' : page.full ? undefined : 'complete';
	return { ...reading, from, before, settledBefore, fresh, found, ...(end && { end }) };
}

/** Ends a poll, also before its end: the state that goes with the rows it found. */
export function closeReading(reading: Reading<Row, unknown>): CursorState {
	const { state, from, settledBefore, known, fresh, found, end } = reading;
	if (settledBefore === undefined) return state;
	const settled: Position = { stamp: settledBefore, id: '' };
	const reached = end === 'complete' || from.stamp >= settledBefore ? settled : from;
	// A clock that went back must not take the position with it.
	const position =
		reached === from || reached.stamp > state.position.stamp ? reached : state.position;
	const isBeyond = (key: string) => stampOf(key) >= position.stamp;
	return {
		position,
		delivered: packRows([...known, ...fresh].filter(isBeyond)),
		deliveredBefore: found.reduce(
			(latest, { row }) => Math.max(latest, row.stamp + 1),
			state.deliveredBefore,
		),
	};
}
