import type { INodeProperties } from 'n8n-workflow';
import { InvalidInputError, JOB_TYPES, type JobType } from '../../../../rest';
import type { ItemRun } from '../../operation';

export const jobTypeProperty: INodeProperties = {
	displayName: 'Job Type',
	name: 'jobType',
	type: 'options',
	options: [
		{ name: 'Import', value: 'ingest', description: 'A job that writes rows' },
		{ name: 'Query', value: 'query', description: 'A job that reads rows' },
	],
	default: 'ingest',
	description: 'Whether the job writes or reads',
};

export const jobIdProperty: INodeProperties = {
	displayName: 'Job',
	name: 'jobId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The Bulk API 2.0 job',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a job…',
			typeOptions: { searchListMethod: 'searchJobs', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 750RM00000Ek9sTYAR',
			hint: "Import Records and Query show it in the execution's log, in errors and in items",
		},
	],
};

export const readJobType = ({
	parameters,
	itemIndex,
}: Pick<ItemRun, 'parameters' | 'itemIndex'>): JobType =>
	parameters.getChoice('jobType', itemIndex, JOB_TYPES, 'ingest');

/** The job that an item names. */
export function readJob({ parameters, itemIndex }: ItemRun): { type: JobType; id: string } {
	const id = parameters.getLocator('jobId', itemIndex);
	if (!/^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(id)) {
		throw new InvalidInputError(
			id === '' ? "The parameter 'Job' is empty" : `"${id}" is not the ID of a job`,
			'It has 15 or 18 letters and digits and begins with 750.',
		);
	}
	return { type: readJobType({ parameters, itemIndex }), id };
}
