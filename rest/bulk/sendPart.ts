import { isTransient } from '../call/meaning';
import { SalesforceApiError } from '../SalesforceApiError';
import type { Client } from '../types';
import { wait } from '../wait';
import { isPassingFault } from './isPassingFault';
import {
	abortJob,
	type BulkJob,
	closeJob,
	createIngestJob,
	getJob,
	type IngestSpec,
	uploadJobData,
} from './jobs';
import { pollDelay } from './waitForJob';

export interface SendOptions {
	/** Compress the upload. @default false */
	gzip?: boolean;
	/** Called with each step, the job's id in the text. */
	log?: ((message: string, job: BulkJob) => void) | undefined;
	signal?: AbortSignal | undefined;
	/** @default by timer, ended by the signal */
	sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** Uploads of one part at most, each but the last with an unknown fate. */
const maxUploads = 5;

/**
 * Brings data into a job and closes it. A job does nothing before it is closed and takes one upload
 * in its life, so an upload that may or may not have arrived costs that job: it is ended, having
 * done nothing, and another one gets the data. So no row can be saved twice.
 *
 * @param resumed a job of an earlier run that is still Open: it gets the data unless it has some already
 * @param onJob called with the job before anything is uploaded to it, and with each one that replaces it
 * @returns the job, closed
 * @throws whatever `data` throws, and SalesforceApiError, HttpError
 */
export async function sendPart(
	client: Client,
	spec: IngestSpec,
	data: () => AsyncIterable<Uint8Array>,
	options: SendOptions & { resumed?: BulkJob | undefined; onJob: (job: BulkJob) => void },
): Promise<BulkJob> {
	const { log, onJob, signal, sleep = wait } = options;
	let job = options.resumed ?? (await createIngestJob(client, spec));
	for (let attempt = 1; ; attempt++) {
		onJob(job);
		log?.(`Job ${job.id} ${attempt === 1 && options.resumed ? 'resumed' : 'created'}`, job);
		const fate = await upload(client, job, data, options);
		if (fate.state === 'uploaded') return fate.job;
		signal?.throwIfAborted();
		if (fate.state === 'refused' || attempt === maxUploads) {
			// An Open job does no harm, so failing to end it is no reason to hide what went wrong before.
			await abortJob(client, 'ingest', job.id).then(onJob, () => undefined);
			throw fate.error;
		}
		await sleep(pollDelay(attempt - 1), signal);
		// Asking first: who else may have closed this job meanwhile is nobody's to undo.
		const now = await getJob(client, 'ingest', job.id);
		if (now.state !== 'Open') return now;
		if (fate.state === 'untouched') continue;
		log?.(`Job ${job.id} may have its rows or not: ended, another one gets them`, job);
		await abortJob(client, 'ingest', job.id);
		job = await createIngestJob(client, spec);
	}
}

type Fate =
	| { state: 'uploaded'; job: BulkJob }
	/** For good. */
	| { state: 'refused'; error: unknown }
	/** The job has got nothing and may be sent the data again. */
	| { state: 'untouched'; error: unknown }
	| { state: 'unknown'; error: unknown };

async function upload(
	client: Client,
	job: BulkJob,
	data: () => AsyncIterable<Uint8Array>,
	options: SendOptions,
): Promise<Fate> {
	const source = watchErrors(data());
	try {
		await uploadJobData(client, job, source.bytes, options);
	} catch (error) {
		if (source.failure()) return { state: 'refused', error: source.failure()!.error };
		// Salesforce looks at the session, and at how much it has to do, before it looks at anything else.
		if (isStatus(error, 401) || isBusy(error)) return { state: 'untouched', error };
		if (isPassingFault(error) || isSecondUpload(error)) return { state: 'unknown', error };
		return { state: 'refused', error };
	}
	options.log?.(`Job ${job.id}: all rows uploaded`, job);
	try {
		return { state: 'uploaded', job: { ...job, ...(await closeJob(client, job)) } };
	} catch (error) {
		if (isSecondUpload(error)) return { state: 'unknown', error };
		throw error;
	}
}

/** Tells an error of the source itself from one of the connection that it is piped into. */
function watchErrors(source: AsyncIterable<Uint8Array>) {
	let failure: { error: unknown } | undefined;
	async function* bytes() {
		try {
			yield* source;
		} catch (error) {
			failure = { error };
			throw error;
		}
	}
	return { bytes: bytes(), failure: () => failure };
}

const isStatus = (error: unknown, status: number) =>
	error instanceof SalesforceApiError && error.statusCode === status;

const isBusy = (error: unknown) =>
	error instanceof SalesforceApiError && error.entries.some((entry) => isTransient(entry));

/** Salesforce's refusal of a second upload, or to close a job that has got two. */
const isSecondUpload = (error: unknown) =>
	error instanceof SalesforceApiError && /\bmultip\w* contents/i.test(error.message);
