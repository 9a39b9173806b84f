import { isTransient } from '../call/meaning';
import type { Client } from '../types';
import { wait } from '../wait';
import { checkHeader } from './checkHeader';
import type { OpenCsv } from './CsvCursor';
import { type ColumnDelimiter, columnDelimiters } from './csvDialect';
import { type BulkJob, getJob, type IngestOperation, type IngestSpec, isFinal } from './jobs';
import { endJobs } from './endJobs';
import { joinCsv } from './joinCsv';
import { hasSavedNothing, type RowOutcome } from './outcomes';
import { readFailedRows } from './readFailedRows';
import { resumeJob } from './resumeJob';
import { RowMatcher } from './RowMatcher';
import { RowParser } from './RowParser';
import { sendPart, type SendOptions } from './sendPart';
import { type CsvPart, type CsvParts, splitCsv, type SplitOptions } from './splitCsv';
import { pollDelay, waitForJob, type WaitOptions } from './waitForJob';

export interface IngestOptions
	extends
		Omit<WaitOptions, 'onProgress'>,
		Pick<SplitOptions, 'maxBytes' | 'maxRecordBytes'>,
		SendOptions {
	/** Whether to stay until the jobs are final. @default true */
	wait?: boolean;
	/** Jobs that may be under way at once, where the rows need several. @default 1 */
	parallelJobs?: number;
	/**
	 * Jobs that an earlier run created for these very rows, in order: those for the rows, then those
	 * that sent failed rows again. No row of theirs is sent a second time.
	 */
	resumeJobIds?: string[];
	/** How often rows that failed in passing are sent again. @default 0 */
	retryRounds?: number;
	/** Whether to keep what tells each row's outcome: some 100 bytes a row. @default false */
	matchRows?: boolean;
	/** Whether to end the jobs where the signal stops the run. @default false */
	abortOnStop?: boolean;
	signal?: AbortSignal;
}

/** Rows that go into one job. */
export interface IngestPart {
	firstRow: number;
	/** Undefined where the rows could not be read to their end. */
	rows?: number;
	/** As it was seen last. */
	job?: BulkJob;
	/** Why the job is not known to have ended, or why there is none. */
	error?: unknown;
	matcher?: RowMatcher<RowOutcome>;
	/** The rows as CSV, where they came to no job. */
	unsent?: () => AsyncIterable<Buffer>;
}

/**
 * Brings a CSV of any size into Salesforce by Bulk API 2.0. Nothing that goes wrong with a job is
 * thrown: each part holds its job and its error, since rows of other parts may be saved already.
 */
export class IngestRun {
	readonly parts: IngestPart[] = [];
	/** Jobs that sent failed rows again, in order. */
	readonly retryJobs: BulkJob[] = [];
	/** Jobs whose rows that failed in passing were sent again. */
	readonly retried = new Set<string>();
	/** Why sending failed rows again did not end well. */
	retryError: unknown;
	columns: string[] = [];

	private spec: IngestSpec;
	private lastRetried: BulkJob[] = [];
	private readonly sleep: NonNullable<WaitOptions['sleep']>;

	constructor(
		readonly client: Client,
		spec: IngestSpec,
		readonly options: IngestOptions = {},
	) {
		this.spec = spec;
		this.sleep = options.sleep ?? wait;
	}

	get operation(): IngestOperation {
		return this.spec.operation;
	}

	/** Of the uploads and the results. */
	get columnDelimiter(): ColumnDelimiter {
		return this.spec.columnDelimiter ?? 'COMMA';
	}

	/** Every job of the run, retries last. */
	get jobs(): BulkJob[] {
		return [...this.parts.flatMap(({ job }) => job ?? []), ...this.retryJobs];
	}

	/** What `resumeJobIds` of a later run of the same rows must be for none to be saved twice. */
	get resumableJobIds(): string[] {
		const lost = this.parts.findIndex(
			({ job, error }) => !job || (error !== undefined && hasSavedNothing(job, error)),
		);
		// No part behind a lost one has come to a job.
		const jobs = lost === -1 ? this.jobs : this.parts.slice(0, lost).map(({ job }) => job!);
		return jobs.map(({ id }) => id);
	}

	/**
	 * @param open gives the rows, in any dialect
	 * @throws InvalidInputError for a header that Bulk API would not take, and the signal's reason
	 */
	async run(open: OpenCsv): Promise<void> {
		const { signal, abortOnStop, resumeJobIds = [], retryRounds = 0 } = this.options;
		const parts = await splitCsv(open, { ...this.options, ...this.spec });
		try {
			checkHeader(parts.header, this.spec);
			this.columns = parts.header;
			this.spec = { ...this.spec, columnDelimiter: parts.columnDelimiter };
			await this.sendAll(parts);
			if (this.options.wait === false) return;
			if (resumeJobIds.length > 0) await this.resumeRetries(resumeJobIds.slice(this.parts.length));
			else for (let round = 0; round < retryRounds; round++) await this.retry(round);
		} catch (error) {
			if (signal?.aborted && abortOnStop) await endJobs(this.client, 'ingest', this.jobs);
			throw error;
		} finally {
			await parts.close();
		}
	}

	private async sendAll(parts: CsvParts): Promise<void> {
		const { parallelJobs = 1, wait: waits = true } = this.options;
		const underWay = new Set<Promise<void>>();
		let halted = false;
		for (let next = await parts.next(); next; next = await parts.next()) {
			const part: IngestPart = { firstRow: next.firstRow };
			this.parts.push(part);
			if (!halted) await this.send(part, next, this.parts.length - 1);
			else await drain(this.read(part, next));
			if (next.rows === undefined) break;
			part.rows = next.rows;
			if (!part.job || (part.error !== undefined && hasSavedNothing(part.job, part.error))) {
				part.unsent = next.read;
			}
			if (waits && part.job && !part.error) {
				const end = this.follow(part).finally(() => underWay.delete(end));
				underWay.add(end);
				if (underWay.size >= parallelJobs) await Promise.race(underWay);
			}
			halted ||= this.parts.some(hasEndedBadly);
		}
		await Promise.all(underWay);
	}

	/** Brings the rows into a job and closes it; of a job that has them, only reads which rows they are. */
	private async send(part: IngestPart, rows: CsvPart, index: number): Promise<void> {
		const { resumeJobIds = [], log } = this.options;
		const data = () => this.read(part, rows);
		try {
			const id = resumeJobIds[index];
			const resumed = id === undefined ? undefined : await resumeJob(this.client, id, this.spec);
			if (resumed) part.job = resumed;
			if (resumed && resumed.state !== 'Open') {
				log?.(`Job ${resumed.id} resumed: ${resumed.state}`, resumed);
				await drain(data());
				return;
			}
			const onJob = (job: BulkJob) => void (part.job = job);
			part.job = await sendPart(this.client, this.spec, data, { ...this.options, resumed, onJob });
			if (rows.rows === undefined) await drain(data());
		} catch (error) {
			this.options.signal?.throwIfAborted();
			part.error = error;
			if (rows.rows === undefined) await drain(data()).catch(() => undefined);
		}
	}

	/** The part's bytes, its rows being noted on the way where their outcomes will be asked for. */
	private async *read(part: IngestPart, rows: CsvPart): AsyncGenerator<Buffer, void, undefined> {
		if (!this.options.matchRows) {
			yield* rows.read();
			return;
		}
		const matcher = new RowMatcher<RowOutcome>(this.columns, keyFieldOf(this.spec));
		part.matcher = matcher;
		const parser = await RowParser.create(columnDelimiters[this.columnDelimiter]);
		let isHeader = true;
		for await (const chunk of rows.read()) {
			for (const batch of parser.push(chunk)) {
				for (const cells of batch) {
					if (!isHeader) matcher.addRow(cells);
					isHeader = false;
				}
			}
			yield chunk;
		}
	}

	private async follow(part: IngestPart): Promise<void> {
		try {
			await this.waitFor(part.job!, (job) => (part.job = job));
		} catch (error) {
			this.options.signal?.throwIfAborted();
			part.error = error;
		}
	}

	private async waitFor(job: BulkJob, note: (job: BulkJob) => void): Promise<void> {
		const { log } = this.options;
		let said = '';
		const look = () => getJob(this.client, 'ingest', job.id);
		const onProgress = (seen: BulkJob) => {
			note(seen);
			const text = describeProgress(seen);
			if (text !== said) log?.((said = text), seen);
		};
		await waitForJob(look, job, { ...this.options, onProgress });
	}

	private async resumeRetries(ids: string[]): Promise<void> {
		for (const id of ids) {
			for (const job of this.jobs) this.retried.add(job.id);
			const at = this.retryJobs.push(await resumeJob(this.client, id, this.spec)) - 1;
			await this.guardRetry(() =>
				this.waitFor(this.retryJobs[at]!, (job) => (this.retryJobs[at] = job)),
			);
		}
	}

	/** Sends the rows again that the last jobs refused in passing. */
	private async retry(round: number): Promise<void> {
		const last = round === 0 ? this.parts.flatMap(({ job }) => job ?? []) : this.lastRetried;
		this.lastRetried = [];
		const failed = last.filter((job) => isFinal(job) && (job.numberRecordsFailed ?? 0) > 0);
		if (failed.length === 0 || this.retryError !== undefined) return;
		const options = { ...this.options, uploaded: true };
		const delimiter = columnDelimiters[this.columnDelimiter];
		const lists = () => failed.map((job) => readFailedRows(this.client, job, isTransient, options));
		await this.guardRetry(async () => {
			const parts = await splitCsv(() => joinCsv(lists(), delimiter), {
				...this.options,
				...this.spec,
			});
			for (let part = await parts.next(); part; part = await parts.next()) {
				await this.sleep(pollDelay(2 + round), this.options.signal);
				const at = this.retryJobs.length;
				const onJob = (job: BulkJob) => (this.retryJobs[at] = job);
				const read = () => part.read();
				onJob(await sendPart(this.client, this.spec, read, { ...this.options, onJob }));
				for (const job of failed) this.retried.add(job.id);
				await this.waitFor(this.retryJobs[at]!, onJob);
				this.lastRetried.push(this.retryJobs[at]!);
			}
		});
	}

	private async guardRetry(work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			this.options.signal?.throwIfAborted();
			this.retryError = error;
		}
	}
}

const hasEndedBadly = ({ job, error }: IngestPart) =>
	error !== undefined || job?.state === 'Failed' || job?.state === 'Aborted';

/** The field that tells rows apart. */
function keyFieldOf({ operation, externalIdFieldName }: IngestSpec): string | undefined {
	if (operation === 'insert') return undefined;
	return operation === 'upsert' ? externalIdFieldName : 'Id';
}

function describeProgress(job: BulkJob): string {
	const { numberRecordsProcessed: processed = 0, numberRecordsFailed: failed = 0 } = job;
	return `Job ${job.id}: ${job.state}, ${processed} rows processed, ${failed} of them refused`;
}

async function drain(source: AsyncIterable<unknown>): Promise<void> {
	const reader = source[Symbol.asyncIterator]();
	while (!(await reader.next()).done);
}
