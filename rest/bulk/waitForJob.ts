import { wait } from '../wait';
import { isPassingFault } from './isPassingFault';
import { type BulkJob, isFinal } from './jobs';

export interface WaitOptions {
	/** Milliseconds. @default an hour */
	limit?: number;
	/** Called with each answer. */
	onProgress?: (job: BulkJob) => void;
	signal?: AbortSignal;
	/** Epoch milliseconds. @default Date.now */
	now?: () => number;
	/** @default by timer, ended by the signal */
	sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
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

/** Looks that may fail in a row, spread over two minutes or more, before waiting is given up. */
const maxFailures = 8;

/**
 * Looks at a job until it is final, with growing pauses. A look that fails in passing is not the end
 * of the job, so the next one follows.
 *
 * @throws WaitLimitError, the signal's reason, or what `look` throws at last
 */
export async function waitForJob(
	look: () => Promise<BulkJob>,
	job: BulkJob,
	options: WaitOptions = {},
): Promise<BulkJob> {
	const { limit = 3_600_000, onProgress, signal, now = Date.now, sleep = wait } = options;
	const start = now();
	let last = job;
	let failures = 0;
	for (let turn = 0; !isFinal(last); turn++) {
		const left = start + limit - now();
		if (left <= 0) throw new WaitLimitError(last, limit);
		await sleep(Math.min(pollDelay(turn), left), signal);
		signal?.throwIfAborted();
		try {
			last = await look();
			failures = 0;
			onProgress?.(last);
		} catch (error) {
			failures++;
			if (!isPassingFault(error) || failures === maxFailures) throw error;
		}
	}
	return last;
}
