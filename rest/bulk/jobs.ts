import { Readable } from 'node:stream';
import { type Outcome, repeat } from '../../http';
import { anything, flag, list, object, optional, type Shape, text, textLike } from '../call/shape';
import { BUDGETS, type Effect } from '../call/table';
import { createLinkGuard } from '../createLinkGuard';
import type { ColumnDelimiter } from '../csv';
import { InvalidInputError, UnknownOutcomeError } from '../errors';
import { path } from '../path';
import type { Client, OrgRequest } from '../types';

export const JOB_TYPES = ['ingest', 'query'] as const;
export type JobType = (typeof JOB_TYPES)[number];

export const INGEST_OPERATIONS = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const;
export type IngestOperation = (typeof INGEST_OPERATIONS)[number];

export type JobState =
	'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

/** A Bulk API 2.0 job as Salesforce describes it; answers to different requests hold different parts of it. */
export interface BulkJob {
	id: string;
	operation: IngestOperation | 'query' | 'queryAll';
	object: string;
	state: JobState;
	/** A number, e.g. 67. */
	apiVersion: number;
	externalIdFieldName?: string;
	columnDelimiter?: ColumnDelimiter;
	lineEnding?: 'LF' | 'CRLF';
	numberRecordsProcessed?: number;
	numberRecordsFailed?: number;
	/** Why a job Failed. */
	errorMessage?: string;
	createdDate?: string;
	[key: string]: unknown;
}

/** What is asked of a job next goes to its id. */
const jobId = textLike(/^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/);

/** Salesforce may have states that are not known here. Such a job has not ended. */
const jobState: Shape<JobState> = (value, place) => text(value, place) as JobState;

const bulkJob = object<BulkJob>({ id: jobId, state: jobState });

export interface IngestSpec {
	object: string;
	operation: IngestOperation;
	/** For an upsert. */
	externalIdFieldName?: string;
	/** Case and Lead. */
	assignmentRuleId?: string;
	/** @default 'COMMA' */
	columnDelimiter?: ColumnDelimiter;
}

/** The field that tells rows apart. */
export function keyFieldOf({
	operation,
	externalIdFieldName,
}: Omit<IngestSpec, 'object'>): string | undefined {
	if (operation === 'insert') return undefined;
	return operation === 'upsert' ? externalIdFieldName : 'Id';
}

/** Whether a job will not change any more. */
export const isFinal = ({ state }: Pick<BulkJob, 'state'>): boolean =>
	state === 'JobComplete' || state === 'Failed' || state === 'Aborted';

/** Whether a job that has come to this error did nothing for the rows: it was certainly never closed, or isn't theirs. */
export const hasSavedNothing = ({ state }: BulkJob, error: unknown): boolean =>
	state === 'Aborted' ||
	error instanceof InvalidInputError ||
	(state === 'Open' && !(error instanceof UnknownOutcomeError));

/** How far a job is, in words. */
export function describeProgress(job: BulkJob): string {
	const { numberRecordsProcessed: processed = 0, numberRecordsFailed: failed = 0 } = job;
	return `Job ${job.id}: ${job.state}, ${processed} rows processed, ${failed} of them refused`;
}

/** Results answer to the API version that the job was created with only: 409 otherwise. */
export function jobPath(type: JobType, { id, apiVersion }: Pick<BulkJob, 'id' | 'apiVersion'>) {
	return path`/services/data/v${apiVersion.toFixed(1)}/jobs/${type}/${id}`;
}

/**
 * Creates an ingest job. The job does nothing before its data are uploaded and it is closed. So the call may be
 * repeated if the answer is lost.
 *
 * @throws SalesforceApiError, HttpError
 */
export async function createIngestJob(client: Client, spec: IngestSpec): Promise<BulkJob> {
	const body = { ...spec, contentType: 'CSV', lineEnding: 'LF' };
	return createJob(client, 'ingest', body);
}

/** Creates a query job, which starts by itself. Repeated if the answer is lost: it only reads. */
export async function createQueryJob(
	client: Client,
	query: string,
	operation: 'query' | 'queryAll' = 'query',
): Promise<BulkJob> {
	const body = { operation, query, contentType: 'CSV', columnDelimiter: 'COMMA', lineEnding: 'LF' };
	return createJob(client, 'query', body);
}

async function createJob(client: Client, type: JobType, body: object): Promise<BulkJob> {
	const { body: job } = await client.request({
		method: 'POST',
		path: path`jobs/${type}`,
		body,
		effect: 'job step',
		shape: bulkJob,
	});
	return job;
}

/**
 * Uploads a job's data. Salesforce takes only one upload for each job, so it is sent again only if Salesforce has
 * certainly not looked at it.
 *
 * @param data gives the bytes, again for each send
 * @param gzip whether to compress on the way
 * @throws UnknownOutcomeError if the job may have got the data
 */
export async function uploadJobData(
	client: Client,
	job: BulkJob,
	data: () => AsyncIterable<Uint8Array>,
	{ gzip = false }: { gzip?: boolean } = {},
): Promise<void> {
	await client.request({
		method: 'PUT',
		path: `${jobPath('ingest', job)}/batches`,
		headers: { 'Content-Type': 'text/csv', ...(gzip && { 'Content-Encoding': 'gzip' }) },
		body: () => {
			const source = Readable.from(data(), { objectMode: false });
			return gzip ? compress(source) : source;
		},
		effect: 'create',
		shape: anything,
	});
}

async function compress(source: Readable): Promise<Readable> {
	const { createGzip } = await import('node:zlib');
	const gzip = createGzip();
	source.once('error', (error) => gzip.destroy(error));
	gzip.once('close', () => source.destroy());
	return source.pipe(gzip);
}

/** A job by its id. */
export async function getJob(
	client: Client,
	type: JobType,
	id: string,
	effect: Effect = 'read',
): Promise<BulkJob> {
	const request = { path: path`jobs/${type}/${id}`, effect, shape: bulkJob };
	return (await client.request(request)).body;
}

/** Tells Salesforce that the data are there: the job starts. */
export const closeJob = (client: Client, job: BulkJob): Promise<BulkJob> =>
	changeState(client, 'ingest', job.id, 'UploadComplete');

/** Ends a job. Rows already processed stay saved. */
export const abortJob = (client: Client, type: JobType, id: string): Promise<BulkJob> =>
	changeState(client, type, id, 'Aborted');

/**
 * Ends jobs that are still running, also when the run has been cancelled. If a job can't be ended any more, it has
 * ended by itself or the org can't be reached. Neither may hide why the jobs are to end.
 */
export async function endJobs(client: Client, type: JobType, jobs: BulkJob[]): Promise<void> {
	const running = jobs.filter((job) => !isFinal(job));
	const tidying = client.withoutSignal();
	await Promise.allSettled(running.map(({ id }) => abortJob(tidying, type, id)));
}

/** Asks for a change once. If no answer comes, asks the job whether it has changed before anything is repeated. */
function changeState(
	client: Client,
	type: JobType,
	id: string,
	state: 'UploadComplete' | 'Aborted',
): Promise<BulkJob> {
	/** The first request whose answer is missing. It may take effect at any time, whatever a later one meets. */
	let doubt: UnknownOutcomeError | undefined;
	const look = async () => {
		// A look without an answer is not repeated by itself: the loop below does.
		const job = await getJob(client, type, id, 'create');
		return job.state === state || (state === 'UploadComplete' && job.state !== 'Open')
			? job
			: undefined;
	};
	const ask = async () => {
		const changed = doubt && (await look());
		if (changed) return changed;
		const { body } = await client.request({
			method: 'PATCH',
			path: path`jobs/${type}/${id}`,
			body: { state },
			effect: 'create',
			shape: bulkJob,
		});
		return body;
	};
	const isUnknown = (outcome: Outcome<BulkJob>) => {
		if ('value' in outcome || !(outcome.error instanceof UnknownOutcomeError)) return undefined;
		doubt ??= outcome.error;
		return {};
	};
	return repeat(ask, isUnknown, BUDGETS.start, client.timing).catch((error: unknown) => {
		client.timing.signal?.throwIfAborted();
		throw doubt ?? error;
	});
}

/** Deletes a job with its data and results; it must be final, or wait for its turn. */
export async function deleteJob(client: Client, type: JobType, id: string): Promise<void> {
	await client.request({
		method: 'DELETE',
		path: path`jobs/${type}/${id}`,
		effect: 'repeatable write',
		shape: anything,
	});
}

/** Pages of the list of jobs as Salesforce orders them, up to 1,000 jobs each. */
export async function* listJobs(
	client: Client,
	type: JobType,
): AsyncGenerator<BulkJob[], void, undefined> {
	let next: string | undefined = path`jobs/${type}`;
	const query = type === 'ingest' ? { jobType: 'V2Ingest' } : { jobType: 'V2Query' };
	const guard = createLinkGuard();
	for (let first = true; next !== undefined; first = false) {
		const request: OrgRequest<JobPage> = {
			path: next,
			...(first && { query }),
			shape: jobPage,
		};
		const { body }: { body: JobPage } = await client.request(request);
		yield body.records;
		next = body.done ? undefined : (body.nextRecordsUrl ?? undefined);
		if (next !== undefined) guard(next, body.records.length);
	}
}

interface JobPage {
	done: boolean;
	records: BulkJob[];
	nextRecordsUrl?: string | null;
}

const jobPage = object<JobPage>({
	done: flag,
	records: list(bulkJob),
	nextRecordsUrl: optional(text),
});
