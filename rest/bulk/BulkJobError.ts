/** A Bulk job did not come to a good end, or its end is not known. The message names the job. */
export class BulkJobError extends Error {
	override readonly name = 'BulkJobError';
	readonly code = 'BULK_JOB';
	/** The first of `jobIds`. */
	readonly jobId: string | undefined;
	/** What to do next. */
	readonly description: string;

	/**
	 * @param what happened, as the rest of a sentence that begins with the job
	 * @param jobIds jobs concerned, the one that matters first
	 */
	constructor(
		what: string,
		readonly jobIds: string[],
		advice = 'Get Results shows what the job did; with Resume Job ID the same input carries on, and nothing is sent twice.',
	) {
		super(`Bulk ${jobIds.length > 1 ? 'jobs' : 'job'} ${jobIds.join(', ')}: ${what}`);
		this.jobId = jobIds[0];
		this.description = advice;
	}

	/** What went wrong around a job, with the job's name to it. */
	static from(error: unknown, jobIds: string[]): BulkJobError {
		return new BulkJobError(error instanceof Error ? error.message : String(error), jobIds);
	}
}
