import { type Readable } from 'node:stream';
import type { Client } from '../types';
import { type BulkJob, jobPath } from './jobs';
import { readThrough, type ReadThroughOptions } from './readThrough';

/** The three lists that an ingest job ends in; their rows are in any order. */
export type ResultList = 'successful' | 'failed' | 'unprocessed';

const resources = {
	successful: 'successfulResults',
	failed: 'failedResults',
	unprocessed: 'unprocessedrecords',
} as const;

/**
 * One list of a finished ingest job, as the CSV that Salesforce gives: `sf__Id` with `sf__Created` or
 * `sf__Error` before the uploaded columns, for unprocessed rows the uploaded columns alone.
 * A broken connection is picked up where it broke.
 */
export function openResults(
	client: Client,
	job: BulkJob,
	list: ResultList,
	options?: ReadThroughOptions,
): AsyncGenerator<Buffer, void, undefined> {
	const request = {
		path: `${jobPath('ingest', job)}/${resources[list]}`,
		headers: { Accept: 'text/csv' },
		responseType: 'stream' as const,
	};
	return readThrough(async () => (await client.request<Readable>(request)).body, options);
}
