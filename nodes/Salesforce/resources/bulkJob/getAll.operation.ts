import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { type BulkJob, listJobs } from '../../../../rest';
import { limitProperties, readLimit } from '../../options/limit';
import type { ItemOperation, OutputRow } from '../../operation';
import { optionsProperty } from '../../options/options';
import { jobTypeProperty, readJobType } from './jobProperties';

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description: 'Which jobs to return; all of the filters that are set must match',
	options: [
		{
			displayName: 'Created After',
			name: 'createdAfter',
			type: 'dateTime',
			default: '',
			description: 'Jobs that were created at this moment or later',
		},
		{
			displayName: 'Object',
			name: 'object',
			type: 'string',
			default: '',
			placeholder: 'e.g. Account or Invoice__c',
			description: 'API name of the object',
		},
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'multiOptions',
			options: [
				{ name: 'Create', value: 'insert' },
				{ name: 'Create or Update', value: 'upsert' },
				{ name: 'Delete', value: 'delete' },
				{ name: 'Hard Delete', value: 'hardDelete' },
				{ name: 'Query', value: 'query' },
				{ name: 'Query All', value: 'queryAll' },
				{ name: 'Update', value: 'update' },
			],
			default: [],
			description: 'What the jobs do',
		},
		{
			displayName: 'State',
			name: 'state',
			type: 'multiOptions',
			options: [
				{ name: 'Aborted', value: 'Aborted' },
				{ name: 'Failed', value: 'Failed' },
				{ name: 'In Progress', value: 'InProgress' },
				{ name: 'Job Complete', value: 'JobComplete' },
				{ name: 'Open', value: 'Open' },
				{ name: 'Upload Complete', value: 'UploadComplete' },
			],
			default: [],
			description: 'The state of the jobs',
		},
	],
};

interface JobFilters {
	createdAfter?: string;
	object?: string;
	operation?: string[];
	state?: string[];
}

/** Salesforce filters by type only, so the rest is ours. */
function matches(job: BulkJob, { createdAfter, object, operation, state }: JobFilters): boolean {
	if (createdAfter && Date.parse(job.createdDate ?? '') < Date.parse(createdAfter)) return false;
	if (object && job.object.toLowerCase() !== object.trim().toLowerCase()) return false;
	if (operation?.length && !operation.includes(job.operation)) return false;
	return !state?.length || state.includes(job.state);
}

export const getAll: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many bulk jobs',
	description: 'List the Bulk API 2.0 jobs of the last seven days, also those of other tools',
	properties: [jobTypeProperty, ...limitProperties, filters, optionsProperty()],
	async execute(run) {
		const { client, parameters, itemIndex } = run;
		const wanted = parameters.get<JobFilters>('filters', itemIndex, {});
		const limit = readLimit(run);
		const rows: OutputRow[] = [];
		for await (const page of listJobs(client, readJobType(run))) {
			for (const job of page) {
				if (rows.length < limit && matches(job, wanted)) rows.push({ json: job as IDataObject });
			}
			if (rows.length >= limit) break;
		}
		return rows;
	},
};
