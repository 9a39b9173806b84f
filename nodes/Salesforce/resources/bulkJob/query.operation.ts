import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	delimiterOf,
	joinQuery,
	type BulkJob,
	readQueryResults,
	runQueryJob,
} from '../../../../rest';
import { bindingsProperty, queryProperty, readBoundQuery } from '../../options/bindings';
import type { ItemOperation, ItemRun, OutputRow } from '../../operation';
import { outputDataField } from '../../options/dataFields';
import { optionsProperty } from '../../options/options';
import { storeFile, warnOfDatabaseLimit } from '../../items/binaryFiles';
import { createJobLog } from '../../items/createJobLog';
import { readRecords, toJsonLines } from './rowsOfCsv';
import { abortOnCancelOption, readWaiting, waitLimitOption } from './waiting';

export const destinationProperties: INodeProperties[] = [
	{
		displayName: 'Destination',
		name: 'destination',
		type: 'options',
		options: [
			{ name: 'File', value: 'file', description: 'One item with a file, of any size' },
			{ name: 'Items', value: 'items', description: 'One item for each row' },
		],
		default: 'items',
		description: 'Where to put the rows. Millions of them need a file.',
	},
	{ ...outputDataField, displayOptions: { show: { destination: ['file'] } } },
	{
		displayName: 'File Format',
		name: 'fileFormat',
		type: 'options',
		options: [
			{ name: 'CSV', value: 'csv', description: 'As Salesforce gives it, with one header' },
			{ name: 'JSON Lines', value: 'jsonl', description: 'One JSON object per line' },
		],
		default: 'csv',
		description: 'The format of the file',
		displayOptions: { show: { destination: ['file'] } },
	},
];

export const pageOption: INodeProperties = {
	displayName: 'Max Records per Page',
	name: 'maxRecords',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50000,
	description:
		'How many rows to download at a time, one page after the other. If it is not set, Salesforce chooses, and several pages are read at once if the org allows it.',
};

const options: INodeProperties[] = [
	abortOnCancelOption,
	{
		displayName: 'Include Deleted Records',
		name: 'includeDeleted',
		type: 'boolean',
		default: false,
		description: 'Whether to return records in the recycle bin and archived ones as well',
	},
	pageOption,
	waitLimitOption,
];

/** Downloads the rows of a complete query job to the place that the parameters name. */
export async function deliverQuery(run: ItemRun, job: BulkJob): Promise<OutputRow[]> {
	const { context, client, parameters, itemIndex } = run;
	const log = createJobLog(run);
	const csv = readQueryResults(client, job, {
		pageRows: parameters.get('options.maxRecords', itemIndex, 0) || undefined,
		onRows: (rows) => log(`Job ${job.id}: ${rows} rows downloaded`, job),
	});
	if (parameters.get<string>('destination', itemIndex, 'items') === 'items') {
		const rows: OutputRow[] = [];
		for await (const records of readRecords(csv, delimiterOf(job)))
			for (const json of records) rows.push({ json });
		return rows;
	}
	const isCsv = parameters.get<string>('fileFormat', itemIndex, 'csv') === 'csv';
	const name = parameters.get('outputDataFieldName', itemIndex, 'data') || 'data';
	const file = isCsv
		? await storeFile(context, csv, `${job.object}.csv`, 'text/csv')
		: await storeFile(
				context,
				toJsonLines(csv, delimiterOf(job)),
				`${job.object}.jsonl`,
				'application/x-ndjson',
			);
	return [{ json: job as IDataObject, binary: { [name]: file } }];
}

export const query: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Query',
	value: 'query',
	action: 'Query records in bulk',
	description:
		'Run a SOQL query over up to millions of records as a background job, and get the rows as items or as a CSV or JSON Lines file. No aggregates or sub-queries: use Query > Execute Query for those.',
	properties: [queryProperty, bindingsProperty, ...destinationProperties, optionsProperty(options)],
	async execute(run) {
		const { context, client, parameters, itemIndex } = run;
		const soql = joinQuery(readBoundQuery(parameters, itemIndex));
		const toFile = parameters.get<string>('destination', itemIndex, 'items') === 'file';
		if (toFile) warnOfDatabaseLimit(context, run.hint);
		const job = await runQueryJob(client, soql, {
			...readWaiting(run, itemIndex),
			includeDeleted: parameters.get('options.includeDeleted', itemIndex, false),
			log: createJobLog(run),
		});
		const rows = await deliverQuery(run, job);
		run.hint(`Bulk job ${job.id}: ${job.numberRecordsProcessed ?? rows.length} rows`);
		return rows;
	},
};
