import { repeat } from '../../http';
import { isTransient } from '../call/meaning';
import { ROW_BUDGET } from '../call/table';
import { InvalidInputError, SalesforceApiError } from '../errors';
import type { Client } from '../types';
import type { Carrier, RecordInput } from './carrier';
import {
	isRolledBack,
	type RowRefusal,
	type RowResult,
	type SavedRow,
	toCallRefusal,
	toUnknownRefusal,
} from './rowResult';

export interface SaveOptions {
	/** Calls at the same time. @default 1 */
	concurrency?: number;
	/** Start no further call once a row was refused. @default false */
	stopAtRefusal?: boolean;
}

/** Extra calls that a run may spend on finding the rows that make Salesforce refuse a whole call. */
const MAX_SPLITS = 60;

type Refused = Extract<RowResult, { success: false }>;

const refused = (error: RowRefusal): Refused => ({ success: false, error });

const notSent = (reason: RowRefusal): Refused =>
	refused({
		errorCode: 'NOT_SENT',
		message: `Not sent, because an earlier row was refused: ${reason.message}`,
		fields: reason.fields,
		// For its status and advice. Nothing else of it holds for a row that was not sent.
		...(reason.cause !== undefined && { cause: reason.cause }),
	});

/** Whether the next rows would have the same outcome: no session, no connection, no quota, an org that is down. */
function endsRun(error: unknown): boolean {
	if (error instanceof InvalidInputError) return false;
	if (!(error instanceof SalesforceApiError)) return true;
	const { statusCode, errorCode } = error;
	return statusCode >= 500 || statusCode === 401 || errorCode === 'REQUEST_LIMIT_EXCEEDED';
}

/** The outcome of each row. A row is decided once: its outcome can't be changed afterwards. */
class Decisions<Done> {
	readonly #results: Array<RowResult<Done> | undefined>;

	constructor(count: number) {
		this.#results = new Array<RowResult<Done> | undefined>(count);
	}

	decide(row: number, result: RowResult<Done>): void {
		this.#results[row] ??= result;
	}

	/** Those of the rows that are not decided yet. */
	open(rows: readonly number[]): number[] {
		return rows.filter((row) => this.#results[row] === undefined);
	}

	/** The refusal that counts: the row's own, not that of a row that was rolled back with it. */
	refusalAmong(rows: readonly number[]): RowRefusal | undefined {
		const refusals = rows.flatMap((row) => {
			const result = this.#results[row];
			return result?.success === false ? [result.error] : [];
		});
		return refusals.find((refusal) => !isRolledBack(refusal)) ?? refusals[0];
	}

	/** All results; `rest` for the rows that are still open. */
	close(rest: () => RowResult<Done>): RowResult<Done>[] {
		return Array.from(this.#results, (result) => result ?? rest());
	}
}

class SaveRun<Done, Row extends RecordInput> {
	private readonly decisions: Decisions<Done>;
	/** Rows that a try without an answer may have saved. */
	private readonly doubtful = new Set<number>();
	private halt: RowRefusal | undefined;
	private splits = MAX_SPLITS;

	constructor(
		private readonly client: Client,
		private readonly rows: readonly Row[],
		private readonly carrier: Carrier<Done, Row>,
		private readonly options: SaveOptions,
	) {
		this.decisions = new Decisions<Done>(rows.length);
	}

	async save(): Promise<RowResult<Done>[]> {
		const sendable = this.checkRows();
		const rounds = this.carrier.plan(sendable.map((row) => this.rows[row]!));
		for (const round of rounds) {
			const calls = round.map((call) => call.map((at) => sendable[at]!)).values();
			const worker = async () => {
				for (const call of calls) {
					if (this.halt !== undefined) break;
					await this.saveCall(call);
				}
			};
			await Promise.all(Array.from({ length: this.options.concurrency ?? 1 }, worker));
		}
		return this.decisions.close(() => notSent(this.halt!));
	}

	/** Decides the rows that can't be sent, before anything is. */
	private checkRows(): number[] {
		const all = this.rows.map((_, row) => row);
		const { check } = this.carrier;
		if (!check) return all;
		for (const row of all) {
			try {
				check(this.rows[row]!);
			} catch (error) {
				this.decisions.decide(row, refused(toCallRefusal(error)));
			}
		}
		if (this.options.stopAtRefusal) this.halt = this.decisions.refusalAmong(all);
		return this.decisions.open(all);
	}

	private async saveCall(call: number[]): Promise<void> {
		try {
			await this.sendUntilUnlocked(call);
		} catch (error) {
			this.client.timing.signal?.throwIfAborted();
			// What an earlier answer has decided stays as it is: only the others share the fate of this call.
			const open = this.decisions.open(call);
			const parts = this.split(error, open);
			if (parts === undefined) return this.refuse(open, error);
			this.splits -= 1;
			for (const part of parts) await this.saveCall(part);
			return;
		}
		if (this.options.stopAtRefusal) this.halt ??= this.decisions.refusalAmong(call);
		const untried = this.decisions.open(call);
		if (untried.length > 0 && this.halt === undefined) await this.saveCall(untried);
	}

	/** Sends the rows of a call, then again those that another transaction held. */
	private async sendUntilUnlocked(call: number[]): Promise<void> {
		const last = await repeat(
			() => this.send(this.decisions.open(call)),
			(outcome) => ('value' in outcome && outcome.value.size > 0 ? {} : undefined),
			ROW_BUDGET,
			this.client.timing,
		);
		for (const [row, result] of last) this.decisions.decide(row, this.doubt(row, result));
	}

	/** @returns the results of the rows that are worth sending again; all others are decided */
	private async send(rows: number[]): Promise<Map<number, RowResult<Done>>> {
		const { results, isDoubtful } = await this.carrier.send(rows.map((row) => this.rows[row]!));
		if (isDoubtful) for (const row of rows) this.doubtful.add(row);
		const { repeatsLockedRows, afterDoubt } = this.carrier;
		const told = results.map((result, at) =>
			result && afterDoubt && this.doubtful.has(rows[at]!)
				? afterDoubt(result, this.rows[rows[at]!]!)
				: result,
		);
		const isLocked = (result: RowResult<Done> | undefined) =>
			!repeatsLockedRows && result?.success === false && isTransient(result.error);
		// All or none: the siblings of a locked row were rolled back with it, and go with it again.
		const isAgain = this.carrier.isAllOrNone ? () => told.some(isLocked) : isLocked;
		const again = new Map<number, RowResult<Done>>();
		told.forEach((result, at) => {
			if (result === undefined) return;
			if (isAgain(result)) again.set(rows[at]!, result);
			else this.decisions.decide(rows[at]!, result);
		});
		return again;
	}

	/** A locked row may have been saved by the try that got no answer. */
	private doubt(row: number, result: RowResult<Done>): RowResult<Done> {
		if (result.success || !this.doubtful.has(row)) return result;
		const lost = { reason: result.error.message, cause: undefined };
		const { mustNotRepeat, notRepeated } = this.carrier;
		return refused(toUnknownRefusal(lost, mustNotRepeat, notRepeated));
	}

	private split(error: unknown, rows: number[]): number[][] | undefined {
		// With Stop nothing is gained by saving the others; all or none forbids it.
		const { stopAtRefusal } = this.options;
		if (stopAtRefusal || this.carrier.isAllOrNone || this.splits <= 0) return undefined;
		const parts = this.carrier.split?.(
			error,
			rows.map((row) => this.rows[row]!),
		);
		return parts?.map((part) => part.map((at) => rows[at]!));
	}

	private refuse(rows: number[], error: unknown): void {
		const refusal = toCallRefusal(error, this.carrier.notRepeated);
		for (const row of rows) this.decisions.decide(row, this.doubt(row, refused(refusal)));
		if (this.options.stopAtRefusal || endsRun(error)) this.halt ??= refusal;
	}
}

/**
 * Saves rows in as few calls as the carrier allows, and returns each row's outcome, in the order given.
 *
 * Rows that another transaction held are sent again with growing pauses, and only those. If one row makes
 * Salesforce refuse the whole call, the others are sent without it. The outcome of a row stays, whatever happens to
 * later calls.
 *
 * @throws the signal's reason; nothing else, since every row has a result
 */
export const saveRows = <Done = SavedRow, Row extends RecordInput = RecordInput>(
	client: Client,
	rows: readonly Row[],
	carrier: Carrier<Done, Row>,
	options: SaveOptions = {},
): Promise<RowResult<Done>[]> => new SaveRun(client, rows, carrier, options).save();
