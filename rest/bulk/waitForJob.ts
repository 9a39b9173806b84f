import type { Effect } from '../call/table';
import type { Client } from '../types';
import { type BulkJob, getJob, isFinal, type JobType } from './jobs';

export interface WaitOptions {
	/** Milliseconds. @default an hour */
	limit?: number;
}

/** The job goes on in Salesforce, but nobody waits for it any more. */
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

/** Seconds before the next look: Salesforce counts each one as an API call. */
const delays = [1, 2, 5, 10, 15, 20, 30];

/** Milliseconds to wait before the look with that number, counted from 0. */
export function pollDelay(look: number): number {
	return 1000 * (delays[look] ?? delays.at(-1)!);
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
	const { now, sleep, signal } = client.timing;
	const end = now() + limit;
	let last = job;
	for (let turn = 0; !isFinal(last); turn++) {
		const left = end - now();
		if (left <= 0) throw new WaitLimitError(last, limit);
		await sleep(Math.min(pollDelay(turn), left), signal);
		signal?.throwIfAborted();
		last = await getJob(client, type, job.id, EFFECTS[type]);
		onProgress?.(last);
	}
	return last;
}
