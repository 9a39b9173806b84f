import type { SalesforceRecord } from '../pages';
import type { RowResult, SavedRow } from './rowResult';

/** A record on its way to Salesforce, or something else of which a call takes many. */
export interface RecordInput {
	/** API name, e.g. `Account`; of what is not a record, the resource that takes it. */
	object: string;
	fields: SalesforceRecord;
}

/** What a call answered. */
export interface CarrierAnswer<Done = SavedRow> {
	/**
	 * One entry for each row of the call, in its order; `undefined` for a row that Salesforce did not try and that
	 * is worth sending again. At least one entry is a result.
	 */
	results: Array<RowResult<Done> | undefined>;
	/** Whether an earlier try of the call got no answer: a row that is refused now may have been saved by that one. */
	isDoubtful?: boolean;
}

/** A way of bringing rows into Salesforce, several of them by one call. */
export interface Carrier<Done = SavedRow, Row extends RecordInput = RecordInput> {
	/**
	 * Cuts rows into rounds of calls, as positions. The calls of a round may go out at the same time. A round
	 * begins when the round before is done.
	 */
	plan: (rows: readonly Row[]) => number[][][];
	/** @throws InvalidInputError for a row that can't be sent; the others are sent without it */
	check?: (row: Row) => void;
	/**
	 * Sends the rows of one call.
	 *
	 * @throws what the client throws if the call failed as a whole
	 */
	send: (rows: Row[]) => Promise<CarrierAnswer<Done>>;
	/** Whether the rows of a call are saved all together or not at all. @default false */
	isAllOrNone?: boolean;
	/** Whether it sends rows again by itself that another transaction held. @default false */
	repeatsLockedRows?: boolean;
	/** Whether sending a row twice may save it twice. */
	mustNotRepeat: boolean;
	/** What to say of a row that may have been done and is not sent again, if it is not a record. */
	notRepeated?: string;
	/** What a result means for a row that an earlier try, which got no answer, may have done. */
	afterDoubt?: (result: RowResult<Done>, row: Row) => RowResult<Done>;
	/**
	 * Parts of a refused call that are worth sending alone, as positions within the call; `undefined` if the
	 * refusal is not about single rows.
	 */
	split?: (error: unknown, rows: readonly Row[]) => number[][] | undefined;
}
