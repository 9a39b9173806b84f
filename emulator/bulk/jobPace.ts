/**
 * When a bulk job advances. Salesforce works in its own time. Here time is the number of polls (GETs of the job) or
 * the org's clock, so that no test waits for a job.
 */
export interface JobPace {
	/** What moves a job on: polls of the job, or milliseconds of the org's clock. */
	by: 'polls' | 'milliseconds';
	/** Units in UploadComplete before the job starts. */
	queued: number;
	/** Units per batch (10,000 rows by default). 0: as fast as it goes, from the moment of closing. */
	perBatch: number;
}

export const immediately: JobPace = { by: 'polls', queued: 0, perBatch: 0 };

/** How far a job that was closed `elapsed` units ago may be: begun or not, and batches done. */
export function jobProgress(pace: JobPace, elapsed: number): { begun: boolean; batches: number } {
	if (elapsed < pace.queued) return { begun: false, batches: 0 };
	if (pace.perBatch === 0) return { begun: true, batches: Infinity };
	return { begun: true, batches: Math.floor((elapsed - pace.queued) / pace.perBatch) };
}
