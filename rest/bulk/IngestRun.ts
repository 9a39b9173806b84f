import { isTransient } from '../call/meaning';
import {
	type ColumnDelimiter,
	columnDelimiters,
	type CsvPart,
	type CsvParts,
	joinCsv,
	RowParser,
	type SplitOptions,
} from '../csv';
import { pollDelay } from '../pollUntil';
import type { RowResult } from '../rows/rowResult';
import type { Client } from '../types';
import { checkHeader } from './checkHeader';
import {
	type BulkJob,
	describeProgress,
	endJobs,
	hasSavedNothing,
	type IngestOperation,
	type IngestSpec,
	isFinal,
	keyFieldOf,
} from './jobs';
import { readFailedRows } from './readFailedRows';
import { resumeJob } from './resumeJob';
import { RowMatcher } from './RowMatcher';
import { fromCsv, type RowSource } from './rowSource';
import { sendPart, type SendOptions } from './sendPart';
import { waitForJob, type WaitOptions } from './waitForJob';

export interface IngestOptions
	extends WaitOptions, Pick<SplitOptions, 'maxBytes' | 'maxRecordBytes'>, SendOptions {
	/** Whether to stay until the jobs are final. @default true */
	wait?: boolean;
	/** Jobs that may run at the same time, if the rows need several. @default 1 */
	parallelJobs?: number;
	/**
	 * Jobs that an earlier run created for the same rows, in order: first the jobs for the rows, then those that
	 * sent failed rows again. None of their rows is sent a second time.
	 */
	resumeJobIds?: string[];
	/** How often rows that failed for a transient reason are sent again. @default 0 */
	retryRounds?: number;
	/** Whether to keep what tells each row's outcome: some 100 bytes a row. @default false */
	matchRows?: boolean;
	/** Whether to end the jobs if the signal stops the run. @default false */
	abortOnStop?: boolean;
}

/** Rows that go into one job. */
export interface IngestPart {
	firstRow: number;
	/** Undefined if the rows could not be read to their end. */
	rows?: number;
	/** As it was seen last. */
	job?: BulkJob;
	/** Why the end of the job is unknown, or why there is no job. */
	error?: unknown;
	matcher?: RowMatcher<RowResult>;
	/** The rows as CSV, if they were not sent to a job. */
	unsent?: () => AsyncIterable<Buffer>;
}

/**
 * Saves any number of rows in Salesforce by Bulk API 2.0. An error of a job is never thrown: each part holds its
 * job and its error, since rows of other parts may be saved already.
 */
export class IngestRun {
	readonly parts: IngestPart[] = [];
	/** Jobs that sent failed rows again, in order. */
	readonly retryJobs: BulkJob[] = [];
	/** Jobs whose rows that failed for a transient reason were sent again. */
	readonly retried = new Set<string>();
	/** Why sending failed rows again did not end well. */
	retryError: unknown;
	columns: string[] = [];

	private spec: IngestSpec;
	private lastRetried: BulkJob[] = [];

	constructor(
		readonly client: Client,
		spec: IngestSpec,
		readonly options: IngestOptions = {},
	) {
		this.spec = spec;
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
		if (lost === -1) return this.jobs.map(({ id }) => id);
		// No part after a lost one was sent to a job in this run. It may have one of an earlier run, not asked for yet.
		const unasked = this.parts[lost]!.job ? [] : (this.options.resumeJobIds ?? []).slice(lost);
		return [...this.parts.slice(0, lost).map(({ job }) => job!.id), ...unasked];
	}

	/**
	 * @throws InvalidInputError for a header that Bulk API would not take, and the signal's reason
	 */
	async run(source: RowSource): Promise<void> {
		const { abortOnStop, resumeJobIds = [], retryRounds = 0 } = this.options;
		const { signal } = this.client.timing;
		const parts = await source({ ...this.options, ...this.spec });
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
		/** None of them rejects unless the run is cancelled; then the next wait for one tells. */
		const underWay = new Set<Promise<void>>();
		let halted = false;
		for (let next = await parts.next(); next; next = await parts.next()) {
			const part: IngestPart = { firstRow: next.firstRow };
			if (next.cells && this.options.matchRows) part.matcher = this.match(next.cells);
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
				// A run that is cancelled during the next upload never gets to wait for this one.
				end.catch(() => undefined);
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
			const note = (job: BulkJob) => void (part.job = job);
			const resumed =
				id === undefined ? undefined : await resumeJob(this.client, id, this.spec, note);
			if (resumed && resumed.state !== 'Open') {
				log?.(`Job ${resumed.id} resumed: ${resumed.state}`, resumed);
				await drain(data());
				return;
			}
			const load = { data, resumed, onJob: note };
			part.job = await sendPart(this.client, this.spec, load, this.options);
			if (rows.rows === undefined) await drain(data());
		} catch (error) {
			this.client.timing.signal?.throwIfAborted();
			part.error = error;
			if (rows.rows === undefined) await drain(data()).catch(() => undefined);
		}
	}

	/** The part's bytes, its rows being noted on the way where their outcomes will be asked for. */
	private async *read(part: IngestPart, rows: CsvPart): AsyncGenerator<Buffer, void, undefined> {
		if (!this.options.matchRows || rows.cells) {
			yield* rows.read();
			return;
		}
		const matcher = this.match();
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

	/** What finds the row of a result, filled with the rows that are known. */
	private match(rows: string[][] = []): RowMatcher<RowResult> {
		const matcher = new RowMatcher<RowResult>(this.columns, keyFieldOf(this.spec));
		for (const cells of rows) matcher.addRow(cells);
		return matcher;
	}

	private async follow(part: IngestPart): Promise<void> {
		try {
			await this.waitFor(part.job!, (job) => (part.job = job));
		} catch (error) {
			this.client.timing.signal?.throwIfAborted();
			part.error = error;
		}
	}

	private async waitFor(job: BulkJob, note: (job: BulkJob) => void): Promise<void> {
		const { log } = this.options;
		let said = '';
		const onProgress = (seen: BulkJob) => {
			note(seen);
			const text = describeProgress(seen);
			if (text !== said) log?.((said = text), seen);
		};
		await waitForJob(this.client, 'ingest', job, this.options, onProgress);
	}

	private async resumeRetries(ids: string[]): Promise<void> {
		for (const [at, id] of ids.entries()) {
			for (const job of this.jobs) this.retried.add(job.id);
			const note = (job: BulkJob) => void (this.retryJobs[at] = job);
			await this.guardRetry(async () =>
				this.waitFor(await resumeJob(this.client, id, this.spec, note), note),
			);
		}
	}

	/** Sends the rows again that the last jobs refused for a transient reason. */
	private async retry(round: number): Promise<void> {
		const last = round === 0 ? this.parts.flatMap(({ job }) => job ?? []) : this.lastRetried;
		this.lastRetried = [];
		const failed = last.filter((job) => isFinal(job) && (job.numberRecordsFailed ?? 0) > 0);
		if (failed.length === 0 || this.retryError !== undefined) return;
		const delimiter = columnDelimiters[this.columnDelimiter];
		const uploaded = { uploaded: true };
		const lists = () =>
			failed.map((job) => readFailedRows(this.client, job, isTransient, uploaded));
		await this.guardRetry(async () => {
			const again = fromCsv(() => joinCsv(lists(), delimiter));
			const parts = await again({ ...this.options, ...this.spec });
			try {
				for (let part = await parts.next(); part; part = await parts.next()) {
					await this.sendAgain(part, failed, round);
				}
			} finally {
				await parts.close();
			}
		});
	}

	private async sendAgain(part: CsvPart, failed: BulkJob[], round: number): Promise<void> {
		const { sleep, signal } = this.client.timing;
		await sleep(pollDelay(2 + round), signal);
		const at = this.retryJobs.length;
		const onJob = (job: BulkJob) => (this.retryJobs[at] = job);
		const rows = { data: () => part.read(), onJob };
		onJob(await sendPart(this.client, this.spec, rows, this.options));
		for (const job of failed) this.retried.add(job.id);
		await this.waitFor(this.retryJobs[at]!, onJob);
		this.lastRetried.push(this.retryJobs[at]!);
	}

	private async guardRetry(work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			this.client.timing.signal?.throwIfAborted();
			this.retryError = error;
		}
	}
}

const hasEndedBadly = ({ job, error }: IngestPart) =>
	error !== undefined || job?.state === 'Failed' || job?.state === 'Aborted';

async function drain(source: AsyncIterable<unknown>): Promise<void> {
	const reader = source[Symbol.asyncIterator]();
	while (!(await reader.next()).done);
}
