import type { IDataObject } from 'n8n-workflow';
import {
	type BulkJob,
	BulkJobError,
	delimiterOf,
	getJob,
	isFinal,
	openResults,
	parseRows,
	type ResultList,
	splitRowError,
} from '../../../../rest';
import type { ItemOperation, ItemRun, OutputRow } from '../../operation';
import { optionsProperty } from '../../options/options';
import { storeFile, warnOfDatabaseLimit } from '../../items/binaryFiles';
import { resultLists } from './deliverIngest';
import { jobIdProperty, jobTypeProperty, readJob } from './jobProperties';
import { deliverQuery, destinationProperties, pageOption } from './query.operation';

/** What a row of a list says of itself, its own cells under `row`. */
function toResult(list: ResultList, job: BulkJob, row: Record<string, string>): IDataObject {
	const { sf__Id: id, sf__Created: created, sf__Error: error, ...cells } = row;
	if (list === 'successful') return { id, success: true, created: created === 'true', row: cells };
	const { errorCode, message, fields } =
		list === 'failed'
			? splitRowError(error ?? '')
			: {
					errorCode: 'UNPROCESSED',
					message: `Not processed: ${job.errorMessage ?? `job ${job.id} is ${job.state}`}`,
					fields: [],
				};
	return { ...(id !== '' && { id }), success: false, errorCode, message, fields, row: cells };
}

async function readIngestItems(run: ItemRun, job: BulkJob): Promise<OutputRow[]> {
	const delimiter = delimiterOf(job);
	const rows: OutputRow[] = [];
	for (const list of resultLists) {
		let header: string[] | undefined;
		const csv = openResults(run.client, job, list);
		for await (const batch of parseRows(csv, delimiter)) {
			header ??= batch.shift() ?? [];
			for (const cells of batch) {
				const row = Object.fromEntries(header.map((name, at) => [name, cells[at] ?? '']));
				rows.push({ json: toResult(list, job, row) });
			}
		}
	}
	return rows;
}

async function readIngestFiles(run: ItemRun, job: BulkJob): Promise<OutputRow[]> {
	const binary: NonNullable<OutputRow['binary']> = {};
	for (const list of resultLists) {
		const csv = openResults(run.client, job, list);
		binary[list] = await storeFile(run.context, csv, `${list}.csv`, 'text/csv');
	}
	return [{ json: job as IDataObject, binary }];
}

export const getResults: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Get Results',
	value: 'getResults',
	action: 'Get bulk job results',
	description:
		'Get the results of a finished job: the rows of a query, or the outcome of each row of an import (files: successful, failed and unprocessed rows)',
	properties: [
		jobTypeProperty,
		jobIdProperty,
		...destinationProperties,
		optionsProperty([pageOption]),
	],
	async execute(run) {
		const { client, context, parameters, itemIndex } = run;
		const { type, id } = readJob(run);
		const toFile = parameters.get<string>('destination', itemIndex, 'items') === 'file';
		if (toFile) warnOfDatabaseLimit(context, run.hint);
		const job = await getJob(client, type, id);
		if (!isFinal(job) || (type === 'query' && job.state !== 'JobComplete')) {
			throw new BulkJobError(
				`it has no results, because its state is ${job.state}`,
				[job.id],
				'A query job has results when its state is JobComplete. An import has results when its state is JobComplete, Failed or Aborted.',
			);
		}
		if (type === 'query') return deliverQuery(run, job);
		return toFile ? readIngestFiles(run, job) : readIngestItems(run, job);
	},
};
