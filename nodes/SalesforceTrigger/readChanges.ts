import {
	closeReading,
	openReading,
	rowsWanted,
	takePage,
	type CursorSettings,
	type CursorState,
	type Page,
	type Position,
	type Reading,
	type Row,
	type Watch,
} from './cursor';

/** Which rows a page is to have. */
export interface PageBounds {
	/** Rows after this one. */
	from: Position;
	/** Rows stamped before it, epoch milliseconds; not known for the first page of a poll. */
	before?: number;
	/** Rows at most. */
	limit: number;
}

export type ReadPage<R extends Row> = (bounds: PageBounds) => Promise<Page<R>>;

export interface ReadSettings extends CursorSettings {
	/** Rows asked for in one request. @default 2000, which is what Salesforce gives at most */
	pageSize?: number;
	/** Whether the poll should end with what it has. @default never */
	isTimeUp?: () => boolean;
}

/** Fewer would make a request for the sake of a few rows. */
const SMALLEST_PAGE = 200;

/** Reads page after page until the limit is reached, the time is up or all is read; at least one. */
export async function readChanges<R extends Row, Event>(
	state: CursorState,
	settings: ReadSettings,
	readPage: ReadPage<R>,
	watch: Watch<R, Event>,
): Promise<{ found: Reading<R, Event>['found']; state: CursorState; isComplete: boolean }> {
	const { pageSize = 2000, isTimeUp = () => false, ...cursorSettings } = settings;
	let reading = openReading<R, Event>(state, cursorSettings);
	do {
		const { from, before } = reading;
		const limit = Math.min(pageSize, Math.max(SMALLEST_PAGE, rowsWanted(reading)));
		const page = await readPage({ from, limit, ...(before !== undefined && { before }) });
		reading = takePage(reading, page, watch);
	} while (reading.end === undefined && !isTimeUp());
	const isComplete = reading.end === 'complete';
	return { found: reading.found, state: closeReading(reading), isComplete };
}
