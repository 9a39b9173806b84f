import {
	type ColumnDelimiter,
	columnDelimiters,
	INGEST_OPERATIONS,
	type IngestOptions,
	type IngestSpec,
	InvalidInputError,
} from '../../../../rest';
import type { BatchRun } from '../../operation';
import { readObject } from '../../items/saveItems';
import { createJobLog } from '../../items/createJobLog';
import { readWaiting } from './waiting';

/** How often rows that failed in passing are sent again. */
const retryRounds = 3;

/** As the option offers them. */
const DELIMITERS: Array<ColumnDelimiter | 'auto'> = [
	'auto',
	...(Object.keys(columnDelimiters) as ColumnDelimiter[]),
];

/** What an item asks a job for; the external ID field of items comes from their mapper. */
export function readSpec(run: BatchRun, item: number, matchingField?: string): IngestSpec {
	const { parameters } = run;
	const operation = parameters.getChoice('bulkOperation', item, INGEST_OPERATIONS, 'insert');
	const rule = parameters.get('options.assignmentRuleId', item, '').trim();
	const delimiter = parameters.getChoice('options.columnDelimiter', item, DELIMITERS, 'auto');
	const externalId = matchingField ?? parameters.get<string>('externalIdField', item, '').trim();
	if (operation === 'upsert' && externalId === '') {
		throw new InvalidInputError(
			"No 'External ID Field' is chosen, so no record can be found",
			'Choose it; Create needs none',
		);
	}
	return {
		object: readObject(run, item),
		operation,
		...(operation === 'upsert' && { externalIdFieldName: externalId }),
		...(rule !== '' && { assignmentRuleId: rule }),
		...(delimiter !== 'auto' && { columnDelimiter: delimiter }),
	};
}

const OUTPUTS = ['items', 'files', 'job'] as const;

/** What to do with the outcomes. */
export const readOutput = ({ parameters }: BatchRun, item: number) =>
	parameters.getChoice('output', item, OUTPUTS, 'items');

/** How the jobs of an item are run. */
export function readIngestOptions(run: BatchRun, item: number): IngestOptions {
	const option = <Value>(name: string, fallback: Value) =>
		run.parameters.get(`options.${name}`, item, fallback);
	const output = readOutput(run, item);
	const megabytes = Math.min(Number(option('jobSize', 100)) || 100, 100);
	return {
		...readWaiting(run, item),
		wait: output !== 'job',
		matchRows: output === 'items',
		maxBytes: megabytes * 1_000_000,
		parallelJobs: Math.max(1, Number(option('parallelJobs', 1)) || 1),
		gzip: option('compressUpload', false),
		retryRounds: option('retryFailedRows', false) ? retryRounds : 0,
		resumeJobIds: String(option<string | string[]>('resumeJobId', ''))
			.split(',')
			.map((id) => id.trim())
			.filter((id) => id !== ''),
		log: createJobLog(run),
	};
}
