import type { Client } from '../types';
import { abortJob, type BulkJob, isFinal, type JobType } from './jobs';

/**
 * Ends jobs that are still under way, also when the client has been stopped. One that can't be ended any more has ended itself, or the org
 * is out of reach: neither may hide why the jobs are to end.
 */
export async function endJobs(client: Client, type: JobType, jobs: BulkJob[]): Promise<void> {
	const running = jobs.filter((job) => !isFinal(job));
	await Promise.allSettled(
		running.map((job) => abortJob(client, type, job.id, { evenIfStopped: true })),
	);
}
