import {
	type CollectionOptions,
	type CollectionResult,
	MAX_COLLECTION,
	MAX_TYPE_RUNS,
	type RecordInput,
} from './collections';
import { isUnknownOutcome, separateRows, toUnknownOutcome } from './callFailure';
import type { IngestSpec } from './bulk';
import { planRounds } from './planBatches';
import { isPassing, type RowRefusal, type RowResult, toCallRefusal, toRefusal } from './rowResult';
import { SalesforceApiError } from './SalesforceApiError';
import { wait } from './wait';

/** One call for up to 200 rows. */
export interface SaveCall {
	send: (rows: RecordInput[], options: CollectionOptions) => Promise<CollectionResult[]>;
	/** Whether sending it twice saves no more than sending it once. */
	repeatable: boolean;
	/** What names the row's record; rows that may name the same one go in calls one after the other. */
	keyOf?: (row: RecordInput) => string | undefined;
	/** Types of object that one call may hold. @default 10 */
	maxTypes?: number;
	/** How a Bulk API job does the same, where one can. */
	bulk?: Omit<IngestSpec, 'object'>;
}

export interface SaveOptions extends CollectionOptions {
	/** Rows a call, 1 to 200. @default 200 */
	batchSize?: number;
	/** Calls at the same time. @default 1 */
	concurrency?: number;
	/** Start no further call once a row was refused. @default false */
	stopAtRefusal?: boolean;
	/** How often rows that another transaction held are sent again. @default 4 */
	maxRowRetries?: number;
	signal?: AbortSignal | undefined;
	/** @default by timer, ended by the signal */
	sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
	/** From 0 to below 1. @default Math.random */
	random?: () => number;
}

/** Extra calls that a run may spend on finding the rows that make Salesforce refuse a whole call. */
const MAX_SPLITS = 60;

const refused = (error: RowRefusal): RowResult => ({ success: false, error });

const toResult = (result: CollectionResult): RowResult =>
	result.success ? result : refused(toRefusal(result.errors));

const notSent = (reason: RowRefusal): RowRefusal => ({
	...reason,
	errorCode: 'NOT_SENT',
	message: `Not sent, since an earlier row was refused: ${reason.message}`,
});

/** Whether the rows behind would meet the same fate: no session, no connection, no quota, an org that is down. */
const endsRun = (error: unknown) =>
	!(error instanceof SalesforceApiError) ||
	error.statusCode >= 500 ||
	error.statusCode === 401 ||
	error.errorCode === 'REQUEST_LIMIT_EXCEEDED';

class SaveRun {
	readonly results: RowResult[];
	private halt: RowRefusal | undefined;
	private splits = MAX_SPLITS;

	constructor(
		private readonly rows: RecordInput[],
		private readonly call: SaveCall,
		private readonly options: SaveOptions,
	) {
		this.results = new Array<RowResult>(rows.length);
	}

	async save(): Promise<RowResult[]> {
		const { batchSize = MAX_COLLECTION, concurrency = 1 } = this.options;
		const types = this.rows.map((row) => row.object);
		const keys = this.rows.map((row) => this.call.keyOf?.(row));
		const maxTypes = this.call.maxTypes ?? MAX_TYPE_RUNS;
		for (const batches of planRounds(types, keys, batchSize, maxTypes)) {
			const work = batches.values();
			const worker = async () => {
				for (const batch of work) {
					if (this.halt !== undefined) break;
					await this.saveBatch(batch);
				}
			};
			await Promise.all(Array.from({ length: concurrency }, worker));
		}
		return Array.from(this.results, (result) => result ?? refused(notSent(this.halt!)));
	}

	private async saveBatch(batch: number[]): Promise<void> {
		try {
			await this.sendUntilUnlocked(batch);
		} catch (error) {
			this.options.signal?.throwIfAborted();
			const parts = this.separate(error, batch);
			if (parts === undefined) return this.refuseAll(batch, error);
			this.splits -= 1;
			for (const part of parts) await this.saveBatch(part);
			return;
		}
		const failed = batch.map((i) => this.results[i]!).find((result) => !result.success);
		if (failed && this.options.stopAtRefusal) this.halt ??= failed.error;
	}

	/** Sends a batch, then again those of its rows that were only locked. */
	private async sendUntilUnlocked(batch: number[]): Promise<void> {
		const { sleep = wait, random = Math.random, maxRowRetries = 4, signal } = this.options;
		let left = batch;
		for (let attempt = 0; ; attempt += 1) {
			const answers = await this.call.send(
				left.map((i) => this.rows[i]!),
				this.options,
			);
			left.forEach((i, n) => (this.results[i] = toResult(answers[n]!)));
			const locked = left.filter((i) => {
				const result = this.results[i]!;
				return !result.success && isPassing(result.error);
			});
			if (locked.length === 0 || attempt === maxRowRetries) return;
			// All or none: the siblings of a locked row were rolled back with it, and go with it again.
			if (!this.options.allOrNone) left = locked;
			await sleep(500 * 2 ** attempt * (0.5 + random()), signal);
		}
	}

	private separate(error: unknown, batch: number[]): number[][] | undefined {
		// With Stop nothing is gained by saving the others; all or none forbids it.
		if (this.options.stopAtRefusal || this.options.allOrNone || this.splits <= 0) return undefined;
		return separateRows(error, batch, this.rows);
	}

	private refuseAll(batch: number[], error: unknown): void {
		const refusal = isUnknownOutcome(error)
			? toUnknownOutcome(error, this.call.repeatable)
			: toCallRefusal(error);
		for (const i of batch) this.results[i] = refused(refusal);
		if (this.options.stopAtRefusal || endsRun(error)) this.halt ??= refusal;
	}
}

/**
 * Saves rows in as few calls as the limits allow, and tells each row's fate, in the order given.
 *
 * Rows that another transaction held are sent again with growing pauses, and only those. A call that may
 * have been carried out is sent again only where that saves nothing twice. Where one row makes Salesforce
 * refuse the whole call, the others go on without it.
 *
 * @throws the signal's reason; nothing else, since every row has a result
 */
export const saveRows = (
	rows: RecordInput[],
	call: SaveCall,
	options: SaveOptions = {},
): Promise<RowResult[]> => new SaveRun(rows, call, options).save();
