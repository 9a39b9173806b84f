import type { Client } from '../types';
import { BulkJobError } from '../errors';
import { checkBulkQuery } from './checkBulkQuery';
import { type BulkJob, createQueryJob, endJobs } from './jobs';
import { waitForJob, type WaitOptions } from './waitForJob';

export interface QueryJobOptions extends WaitOptions {
	/** Whether to return deleted and archived records too. @default false */
	includeDeleted?: boolean;
	log?: (message: string, job: BulkJob) => void;
	/** Whether to end the job if the signal stops the run. @default false */
	abortOnStop?: boolean;
}

/**
 * Creates a query job and waits for its results.
 *
 * @throws InvalidInputError for SOQL that Bulk API doesn't accept
 * @throws BulkJobError if the job does not end as complete, or not in time
 */
export async function runQueryJob(
	client: Client,
	soql: string,
	options: QueryJobOptions = {},
): Promise<BulkJob> {
	checkBulkQuery(soql);
	const { includeDeleted = false, log, abortOnStop } = options;
	const { signal } = client.timing;
	const created = await createQueryJob(client, soql, includeDeleted ? 'queryAll' : 'query');
	log?.(`Job ${created.id} created`, created);
	const onProgress = (job: BulkJob) => {
		log?.(`Job ${job.id}: ${job.state}, ${job.numberRecordsProcessed ?? 0} rows found`, job);
	};
	try {
		const job = await waitForJob(client, 'query', created, options, onProgress);
		if (job.state === 'JobComplete') return job;
		throw new BulkJobError(`ended ${job.state}: ${job.errorMessage ?? 'no reason given'}`, [
			job.id,
		]);
	} catch (error) {
		if (signal?.aborted && abortOnStop) await endJobs(client, 'query', [created]);
		signal?.throwIfAborted();
		throw error instanceof BulkJobError ? error : BulkJobError.from(error, [created.id]);
	}
}
