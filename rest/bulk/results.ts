import { openStream } from '../call/openStream';
import type { Client } from '../types';
import { type BulkJob, jobPath } from './jobs';
import { readThrough } from '../call/readThrough';

/** The three lists that an ingest job ends in; their rows are in any order. */
export type ResultList = 'successful' | 'failed' | 'unprocessed';

const resources = {
	successful: 'successfulResults',
	failed: 'failedResults',
	unprocessed: 'unprocessedrecords',
} as const;

/**
 * One list of a finished ingest job, as the CSV that Salesforce gives: `sf__Id` with `sf__Created` or `sf__Error`
 * before the uploaded columns; for unprocessed rows only the uploaded columns. If the connection breaks, reading
 * continues from there.
 */
export const openResults = (
	client: Client,
	job: BulkJob,
	list: ResultList,
): AsyncGenerator<Buffer, void, undefined> =>
	readThrough(client, async () => {
		const path = `${jobPath('ingest', job)}/${resources[list]}`;
		return (await openStream(client, { path, effect: 'follow-up' })).body;
	});
