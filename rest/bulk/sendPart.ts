import { type Budget, repeat } from '../../http';
import { SalesforceApiError, UnknownOutcomeError } from '../errors';
import type { Client } from '../types';
import {
	abortJob,
	type BulkJob,
	closeJob,
	createIngestJob,
	getJob,
	type IngestSpec,
	uploadJobData,
} from './jobs';

export interface SendOptions {
	/** Compress the upload. @default false */
	gzip?: boolean;
	/** Called with each step, the job's id in the text. */
	log?: (message: string, job: BulkJob) => void;
}

/** Uploads of one part at most, each but the last with an unknown fate. */
const UPLOADS: Budget = {
	tries: 5,
	// An upload takes as long as it takes; only the number of them is bounded.
	milliseconds: Infinity,
	firstPauseMs: 1_000,
	longestPauseMs: 30_000,
};

/** Salesforce's refusal of a second upload, or to close a job that has got two. */
const isSecondUpload = (error: unknown) =>
	error instanceof SalesforceApiError && /\bmultip\w* contents/i.test(error.message);

/** Tells an error of the source itself from one of the connection that it is piped into. */
function watchErrors(open: () => AsyncIterable<Uint8Array>) {
	let failure: { error: unknown } | undefined;
	async function* read() {
		try {
			yield* open();
		} catch (error) {
			failure = { error };
			throw error;
		}
	}
	return { read, failure: () => failure };
}

interface Part {
	/** The rows as CSV, read again with each call. */
	data: () => AsyncIterable<Uint8Array>;
	/** A job of an earlier run that is still Open: it gets the data unless it has some already. */
	resumed?: BulkJob | undefined;
	/** Called with the job before anything is uploaded to it, and with each one that replaces it. */
	onJob: (job: BulkJob) => void;
}

/**
 * Uploads data into a job and closes the job. A job does nothing before it is closed and takes only one upload. If
 * an upload may have arrived or not, that job is ended without having done anything, and another job gets the data.
 * So no row can be saved twice.
 *
 * @returns the job, closed
 * @throws whatever `data` throws, and what the client throws
 */
export async function sendPart(
	client: Client,
	spec: IngestSpec,
	{ data, resumed, onJob }: Part,
	options: SendOptions,
): Promise<BulkJob> {
	const { log } = options;
	const source = watchErrors(data);
	let job = resumed ?? (await createIngestJob(client, spec));
	/** Once set, no upload has an unknown fate any more: the job has its rows. */
	let isUploaded = false;

	async function send(attempt: number): Promise<BulkJob> {
		if (attempt > 1) {
			// Ask first: if somebody else has closed this job, that can't be undone.
			const now = await getJob(client, 'ingest', job.id, 'job step');
			if (now.state !== 'Open') return now;
			log?.(
				`Job ${job.id} may have its rows or not, so it was ended; the rows go into a new job`,
				job,
			);
			await abortJob(client, 'ingest', job.id);
			job = await createIngestJob(client, spec);
		}
		onJob(job);
		log?.(`Job ${job.id} ${attempt === 1 && resumed ? 'resumed' : 'created'}`, job);
		isUploaded = false;
		await uploadJobData(client, job, source.read, options);
		isUploaded = true;
		log?.(`Job ${job.id}: all rows uploaded`, job);
		return { ...job, ...(await closeJob(client, job)) };
	}

	try {
		return await repeat(
			send,
			(outcome) => {
				if ('value' in outcome || source.failure()) return undefined;
				const { error } = outcome;
				const isOpen = !isUploaded && error instanceof UnknownOutcomeError;
				return isOpen || isSecondUpload(error) ? {} : undefined;
			},
			UPLOADS,
			client.timing,
		);
	} catch (error) {
		client.timing.signal?.throwIfAborted();
		// An Open job does no harm, so failing to end it is no reason to hide what went wrong before.
		if (!isUploaded) await abortJob(client, 'ingest', job.id).then(onJob, () => undefined);
		throw source.failure()?.error ?? unwrap(error, isUploaded);
	}
}

/** An upload that may have arrived saves nothing by itself: what came instead of its answer is all there is to tell. */
const unwrap = (error: unknown, isUploaded: boolean): unknown =>
	!isUploaded && error instanceof UnknownOutcomeError ? error.cause : error;
