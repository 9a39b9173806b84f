import { Readable } from 'node:stream';
import { UnknownOutcomeError } from '../errors';
const isUnknownOutcome = (e: unknown) => e instanceof UnknownOutcomeError;
import { createLinkGuard } from '../createLinkGuard';
import { path } from '../path';
import type { Client, OrgRequest } from '../types';
import type { ColumnDelimiter } from './csvDialect';

export type JobType = 'ingest' | 'query';
export type IngestOperation = 'insert' | 'update' | 'upsert' | 'delete' | 'hardDelete';
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

/** Whether a job will not change any more. */
export const isFinal = ({ state }: Pick<BulkJob, 'state'>): boolean =>
	state === 'JobComplete' || state === 'Failed' || state === 'Aborted';

/** Results answer to the API version that the job was created with only: 409 otherwise. */
export function jobPath(type: JobType, { id, apiVersion }: Pick<BulkJob, 'id' | 'apiVersion'>) {
	return path`/services/data/v${apiVersion.toFixed(1)}/jobs/${type}/${id}`;
}

/**
 * Creates an ingest job. It takes nothing and does nothing before its data are uploaded and it is
 * closed, so where the answer is lost the call may be repeated.
 *
 * @throws SalesforceApiError, HttpError
 */
export async function createIngestJob(client: Client, spec: IngestSpec): Promise<BulkJob> {
	const body = { ...spec, contentType: 'CSV', lineEnding: 'LF' };
	const request = {
		method: 'POST',
		path: 'jobs/ingest',
		body,
		effect: 'job step',
		shape: (v: never) => v,
	};
	return (await client.request<BulkJob>(request)).body;
}

/** Creates a query job, which starts by itself. Repeated where the answer is lost: it only reads. */
export async function createQueryJob(
	client: Client,
	query: string,
	operation: 'query' | 'queryAll' = 'query',
): Promise<BulkJob> {
	const body = { operation, query, contentType: 'CSV', columnDelimiter: 'COMMA', lineEnding: 'LF' };
	const request = {
		method: 'POST',
		path: 'jobs/query',
		body,
		effect: 'job step',
		shape: (v: never) => v,
	};
	return (await client.request<BulkJob>(request)).body;
}

/**
 * Uploads a job's data: once in its life, Salesforce takes no second upload. Never repeated here.
 *
 * @param gzip whether to compress on the way
 */
export async function uploadJobData(
	client: Client,
	job: BulkJob,
	data: AsyncIterable<Uint8Array>,
	{ gzip = false }: { gzip?: boolean } = {},
): Promise<void> {
	const source = Readable.from(data, { objectMode: false });
	const body = gzip ? await compress(source) : source;
	try {
		await client.request({
			method: 'PUT',
			path: `${jobPath('ingest', job)}/batches`,
			headers: { 'Content-Type': 'text/csv', ...(gzip && { 'Content-Encoding': 'gzip' }) },
			body,
			idempotent: false,
		});
	} finally {
		source.destroy();
	}
}

async function compress(source: Readable): Promise<Readable> {
	const { createGzip } = await import('node:zlib');
	const gzip = createGzip();
	source.once('error', (error) => gzip.destroy(error));
	return source.pipe(gzip);
}

/** A job by its id. */
export async function getJob(client: Client, type: JobType, id: string): Promise<BulkJob> {
	return (
		await client.request<BulkJob>({
			shape: (v: never) => v,
			path: path`jobs/${type}/${id}`,
			shape: (v: never) => v,
		})
	).body;
}

/** Tells Salesforce that the data are there: the job starts. */
export const closeJob = (client: Client, job: BulkJob): Promise<BulkJob> =>
	changeState(client, 'ingest', job.id, 'UploadComplete');

/** Ends a job. Rows that were worked off stay saved. */
export const abortJob = (
	client: Client,
	type: JobType,
	id: string,
	options: Pick<OrgRequest, 'evenIfStopped'> = {},
): Promise<BulkJob> => changeState(client, type, id, 'Aborted', options);

/** How often a change is asked for whose answers got lost. */
const maxAttempts = 3;

/** Where no answer comes, the job itself is asked whether it has changed before anything is repeated. */
async function changeState(
	client: Client,
	type: JobType,
	id: string,
	state: 'UploadComplete' | 'Aborted',
	options: Pick<OrgRequest, 'evenIfStopped'> = {},
): Promise<BulkJob> {
	for (let attempt = 1; ; attempt++) {
		try {
			const request = { path: path`jobs/${type}/${id}`, body: { state }, ...options };
			return (
				await client.request<BulkJob>({ shape: (v: never) => v, ...request, method: 'PATCH' })
			).body;
		} catch (error) {
			if (!isUnknownOutcome(error)) throw error;
			const job = await getJob(client, type, id);
			if (job.state === state || (state === 'UploadComplete' && job.state !== 'Open')) return job;
			if (attempt === maxAttempts) throw error;
		}
	}
}

/** Deletes a job with its data and results; it must be final, or wait for its turn. */
export async function deleteJob(client: Client, type: JobType, id: string): Promise<void> {
	await client.request({
		shape: (v: never) => v,
		method: 'DELETE',
		path: path`jobs/${type}/${id}`,
		shape: (v: never) => v,
	});
}

/** Pages of the list of jobs as Salesforce orders them, up to 1,000 jobs each. */
export async function* listJobs(
	client: Client,
	type: JobType,
): AsyncGenerator<BulkJob[], void, undefined> {
	let next: string | undefined = `jobs/${type}`;
	const query = type === 'ingest' ? { jobType: 'V2Ingest' } : { jobType: 'V2Query' };
	const guard = createLinkGuard();
	for (let first = true; next !== undefined; first = false) {
		const request: OrgRequest = { path: next, ...(first && { query }) };
		const { body }: { body: JobPage } = await client.request<JobPage>(request);
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
