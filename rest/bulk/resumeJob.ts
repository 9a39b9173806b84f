import { InvalidInputError } from '../errors';
import type { Client } from '../types';
import { type BulkJob, getJob, type IngestSpec } from './jobs';

/**
 * A job of an earlier run, to go on with.
 *
 * @throws InvalidInputError where it is a job for something else
 */
export async function resumeJob(client: Client, id: string, spec: IngestSpec): Promise<BulkJob> {
	const job = await getJob(client, 'ingest', id, 'follow-up');
	const same =
		job.operation === spec.operation && job.object.toLowerCase() === spec.object.toLowerCase();
	if (same) return job;
	throw new InvalidInputError(
		`Job ${id} is to ${job.operation} ${job.object}, not to ${spec.operation} ${spec.object}`,
		"'Resume Job' must be the job that these very rows were sent with.",
	);
}
