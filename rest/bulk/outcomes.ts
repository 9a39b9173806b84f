import { isTransient } from '../call/meaning';
import { delimiterOf, parseRows } from '../csv';
import { InvalidResponseError, UnknownOutcomeError } from '../errors';
import { type RowRefusal, type RowResult, toCallRefusal } from '../rows/rowResult';
import type { IngestPart, IngestRun } from './IngestRun';
import { type BulkJob, hasSavedNothing, isFinal } from './jobs';
import { openResults, type ResultList } from './results';
import type { RowMatcher } from './RowMatcher';
import { splitRowError } from './rowError';

export interface Outcomes {
	/** One a row of the input, in its order. A refusal names the job, if the row came to one. */
	rows: RowResult[];
	/** Results that Salesforce gave and that belong to no row of the input. */
	surplus: number;
}

const refused = (error: RowRefusal, jobId?: string): RowResult => ({
	success: false,
	error: { ...error, ...(jobId !== undefined && { jobId }) },
});

const refusal = (errorCode: string, message: string): RowRefusal => ({
	errorCode,
	message,
	fields: [],
});

/**
 * Each row's outcome after a run with `matchRows`, from the jobs' result lists; unknown if a list can't be read.
 *
 * @throws the signal's reason
 */
export const readOutcomes = (run: IngestRun): Promise<Outcomes> => new OutcomeReader(run).read();

/** Results beyond the rows that were sent: some are told of, a list without end is not read. */
const MAX_SURPLUS = 10_000;

class OutcomeReader {
	private readonly matchers: Array<RowMatcher<RowResult>>;
	/** Rows that failed and were sent again: the outcome in the later job counts, if it has one. */
	private readonly passing: Array<{ cells: string[]; outcome: RowResult }> = [];
	/** Why the results of a job could not be read to their end, by the job's id. */
	private readonly unread = new Map<string, unknown>();
	private surplus = 0;

	constructor(private readonly run: IngestRun) {
		this.matchers = run.parts.flatMap(({ matcher }) => matcher ?? []);
	}

	async read(): Promise<Outcomes> {
		const { parts, retryJobs } = this.run;
		for (const { job, error, matcher } of parts) {
			if (job && matcher && error === undefined) await this.tryJob(job, [matcher]);
		}
		for (const job of retryJobs) {
			if (isFinal(job)) await this.tryJob(job, this.matchers);
		}
		this.settlePassing();
		const rows = parts.flatMap((part) => part.matcher?.settle(this.unknownOutcome(part)) ?? []);
		const surplus = this.matchers.reduce((sum, matcher) => sum + matcher.surplus, this.surplus);
		return { rows, surplus };
	}

	/** Rows whose outcome can't be read are saved or not all the same: the others must not be lost for them. */
	private async tryJob(job: BulkJob, matchers: Array<RowMatcher<RowResult>>): Promise<void> {
		try {
			await this.readJob(job, matchers);
		} catch (error) {
			this.run.client.timing.signal?.throwIfAborted();
			this.unread.set(job.id, error);
		}
	}

	private async readJob(job: BulkJob, matchers: Array<RowMatcher<RowResult>>): Promise<void> {
		await this.readList(job, 'successful', matchers, (cells, at) => ({
			success: true,
			id: cells[at('sf__Id')] ?? '',
			created: cells[at('sf__Created')] === 'true',
		}));
		await this.readList(job, 'failed', matchers, (cells, at) =>
			refused(splitRowError(cells[at('sf__Error')] ?? ''), job.id),
		);
		if (job.state === 'JobComplete' && matchers.every(({ openRows }) => openRows === 0)) return;
		const reason = job.errorMessage ?? `job ${job.id} is ${job.state}`;
		const unprocessed = refused(refusal('UNPROCESSED', `Not processed: ${reason}`), job.id);
		await this.readList(job, 'unprocessed', matchers, () => unprocessed);
	}

	private async readList(
		job: BulkJob,
		list: ResultList,
		matchers: Array<RowMatcher<RowResult>>,
		toOutcome: (cells: string[], at: (column: string) => number) => RowResult,
	): Promise<void> {
		const source = openResults(this.run.client, job, list);
		const most = MAX_SURPLUS + this.matchers.reduce((sum, matcher) => sum + matcher.rows, 0);
		let listed = 0;
		let header: string[] | undefined;
		let arrange: (cells: string[]) => string[] = (cells) => cells;
		for await (const batch of parseRows(source, delimiterOf(job))) {
			if (!header) {
				header = batch.shift() ?? [];
				arrange = matchers[0]!.arrange(header);
			}
			const titles = header;
			listed += batch.length;
			if (listed > most) {
				throw new InvalidResponseError(
					`more results than rows: job ${job.id} lists more results than it was given rows`,
				);
			}
			for (const cells of batch) {
				const outcome = toOutcome(cells, (column) => titles.indexOf(column));
				this.place(arrange(cells), outcome, matchers);
			}
		}
	}

	private place(cells: string[], outcome: RowResult, matchers: Array<RowMatcher<RowResult>>): void {
		const retried = this.run.retryJobs.length > 0 && !outcome.success && isTransient(outcome.error);
		if (retried) this.passing.push({ cells, outcome });
		else if (matchers.some((matcher) => matcher.assign(cells, outcome))) return;
		else if (matchers.length === 1) matchers[0]!.keepLeftover(cells, outcome);
		else this.surplus++;
	}

	/** Latest first: the last outcome of each row, and none for rows that a retry has saved. */
	private settlePassing(): void {
		const open = this.run.retryJobs.find((job) => !isFinal(job));
		for (const { cells, outcome } of this.passing.reverse()) {
			const last = open && !outcome.success ? unknownRetry(outcome, open.id) : outcome;
			this.matchers.some((matcher) => matcher.assign(cells, last));
		}
	}

	private unknownOutcome({ job, error }: IngestPart): RowResult {
		if (error !== undefined) {
			const cause = toCallRefusal(error instanceof UnknownOutcomeError ? error.cause : error);
			if (!job || hasSavedNothing(job, error)) return refused(cause, job?.id);
			const message = `${cause.message}. It is unknown whether this row was saved until job ${job.id} has ended`;
			// The job continues: its own code says so.
			const errorCode = cause.errorCode === 'WAIT_LIMIT' ? cause.errorCode : 'UNKNOWN_OUTCOME';
			return refused({ ...cause, errorCode, message, mayBeSaved: true }, job.id);
		}
		if (!job) {
			return refused(refusal('NOT_SENT', 'Not sent, because an earlier job did not succeed'));
		}
		const unread = [job, ...this.run.retryJobs].find(({ id }) => this.unread.has(id));
		if (unread) {
			const cause = toCallRefusal(this.unread.get(unread.id));
			const message = `${cause.message}. So it is unknown whether this row was saved: Get Results shows what job ${unread.id} did`;
			const error = { ...cause, errorCode: 'UNKNOWN_OUTCOME', message, mayBeSaved: true };
			return refused(error, unread.id);
		}
		const message = `The results of job ${job.id} don't contain this row, so it is unknown whether it was saved`;
		return refused({ ...refusal('UNKNOWN_OUTCOME', message), mayBeSaved: true }, job.id);
	}
}

function unknownRetry(outcome: RowResult & { success: false }, jobId: string): RowResult {
	const message = `Sent again in job ${jobId}, which has not ended, because it was refused before: ${outcome.error.message}`;
	const error = { ...outcome.error, errorCode: 'UNKNOWN_OUTCOME', message, mayBeSaved: true };
	return refused(error, jobId);
}
