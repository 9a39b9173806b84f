import { isTransient } from '../call/meaning';
import { columnDelimiters, formatRows, joinCsv } from '../csv';
import type { IngestRun } from './IngestRun';
import { type BulkJob, isFinal } from './jobs';
import { readFailedRows } from './readFailedRows';
import { openResults, type ResultList } from './results';

const ownColumns: Record<ResultList, string[]> = {
	successful: ['sf__Id', 'sf__Created'],
	failed: ['sf__Id', 'sf__Error'],
	unprocessed: [],
};

/**
 * One result list of a whole run, of all its jobs: a CSV with one header. Rows that failed and were sent again are
 * in the list of the last job that had them. Rows that were never sent to a job are among the unprocessed ones.
 */
export async function* readResultList(
	run: IngestRun,
	list: ResultList,
): AsyncGenerator<Buffer, void, undefined> {
	const delimiter = columnDelimiters[run.columnDelimiter];
	const header = await formatRows([[...ownColumns[list], ...run.columns]], delimiter);
	yield* joinCsv([[Buffer.from(header)], ...sources(run, list)], delimiter);
}

function* sources(run: IngestRun, list: ResultList): Generator<AsyncIterable<Buffer>> {
	const unused = new Set(run.parts.map((part) => part.unsent && part.job));
	for (const job of run.jobs) {
		if (unused.has(job) || !isFinal(job) || isEmpty(job, list)) continue;
		yield list === 'failed' && run.retried.has(job.id)
			? readFailedRows(run.client, job, (refusal) => !isTransient(refusal), {
					uploaded: false,
				})
			: openResults(run.client, job, list);
	}
	if (list !== 'unprocessed') return;
	for (const { unsent } of run.parts) if (unsent) yield unsent();
}

/** Saves the call for a list that must be empty. */
function isEmpty(job: BulkJob, list: ResultList): boolean {
	const { numberRecordsFailed = 0, numberRecordsProcessed = 0, state } = job;
	if (list === 'failed') return numberRecordsFailed === 0;
	if (list === 'successful') return numberRecordsProcessed - numberRecordsFailed <= 0;
	return state === 'JobComplete';
}
