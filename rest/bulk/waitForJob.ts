import type { Effect } from '../call/table';
import { pollUntil } from '../pollUntil';
import type { Client } from '../types';
import { type BulkJob, getJob, isFinal, type JobType } from './jobs';

export interface WaitOptions {
	/** Milliseconds. @default an hour */
	limit?: number;
}

/** The job continues in Salesforce, but nobody waits for it any more. */
export class WaitLimitError extends Error {
	override readonly name = 'WaitLimitError';
	readonly code = 'WAIT_LIMIT';

	constructor(
		readonly job: BulkJob,
		/** Milliseconds. */
		limit: number,
	) {
		super(`Job ${job.id} is still ${job.state} after ${Math.round(limit / 6000) / 10} minutes`);
	}
}

/** What a look at a job is: the rows of an ingest job are Salesforce's already. */
const EFFECTS: Readonly<Record<JobType, Effect>> = { ingest: 'follow-up', query: 'job step' };

/**
 * Looks at a job until it is final, with growing pauses.
 *
 * @param onProgress called with each answer
 * @throws WaitLimitError, the signal's reason, or what the client throws if no look succeeds for minutes
 */
export async function waitForJob(
	client: Client,
	type: JobType,
	job: BulkJob,
	{ limit = 3_600_000 }: WaitOptions,
	onProgress?: (job: BulkJob) => void,
): Promise<BulkJob> {
	return pollUntil(job, {
		timing: client.timing,
		limit,
		isOver: isFinal,
		tooLong: (last) => new WaitLimitError(last, limit),
		look: async () => {
			const seen = await getJob(client, type, job.id, EFFECTS[type]);
			onProgress?.(seen);
			return seen;
		},
	});
}
