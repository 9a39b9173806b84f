import type { Resource } from '../../operation';
import { abort } from './abort.operation';
import { deleteBulkJob } from './delete.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { getResults } from './getResults.operation';
import { ingest } from './ingest.operation';
import { query } from './query.operation';

export const bulkJob = {
	name: 'Bulk Job',
	value: 'bulkJob',
	description:
		'Import or read thousands to millions of rows with Bulk API 2.0, from items or CSV files',
	operations: [ingest, query, abort, deleteBulkJob, get, getAll, getResults],
} as const satisfies Resource;
