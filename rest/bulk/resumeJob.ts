import { InvalidInputError } from '../errors';
import type { Client } from '../types';
import { type BulkJob, getJob, type IngestSpec } from './jobs';

/**
 * A job of an earlier run, to be continued.
 *
 * @param note is told of the job even before the first look at it: if Salesforce refuses the look, the job may
 * still be running
 * @throws InvalidInputError if it is a job for something else
 */
export async function resumeJob(
	client: Client,
	id: string,
	spec: IngestSpec,
	note: (job: BulkJob) => void,
): Promise<BulkJob> {
	const { operation, object } = spec;
	note({ id, operation, object, state: 'UploadComplete', apiVersion: Number(client.apiVersion) });
	const job = await getJob(client, 'ingest', id, 'follow-up');
	note(job);
	const same = job.operation === operation && job.object.toLowerCase() === object.toLowerCase();
	if (same) return job;
	throw new InvalidInputError(
		`Job ${id} has the operation '${job.operation}' on ${job.object}, not '${operation}' on ${object}`,
		"'Resume Job' must be the job that the same rows were sent with.",
	);
}
