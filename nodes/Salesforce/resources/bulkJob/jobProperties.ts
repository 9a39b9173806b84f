import type { INodeProperties } from 'n8n-workflow';
import { InvalidInputError, JOB_TYPES, type JobType } from '../../../../rest';
import type { ItemRun } from '../../operation';

export const jobTypeProperty: INodeProperties = {
	displayName: 'Job Type',
	name: 'jobType',
	type: 'options',
	options: [
		{ name: 'Ingest', value: 'ingest', description: 'A job that writes rows' },
		{ name: 'Query', value: 'query', description: 'A job that reads rows' },
	],
	default: 'ingest',
	description: 'Whether the job writes or reads',
};

export const jobIdProperty: INodeProperties = {
	displayName: 'Job ID',
	name: 'jobId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 750RM00000Ek9sTYAR',
	description:
		"The ID of the Bulk API 2.0 job, as Ingest and Query give it in the execution's log, in errors and in items",
};

export const readJobType = ({
	parameters,
	itemIndex,
}: Pick<ItemRun, 'parameters' | 'itemIndex'>): JobType =>
	parameters.getChoice('jobType', itemIndex, JOB_TYPES, 'ingest');

/** The job that an item names. */
export function readJob({ parameters, itemIndex }: ItemRun): { type: JobType; id: string } {
	const id = parameters.get('jobId', itemIndex, '').trim();
	if (!/^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(id)) {
		throw new InvalidInputError(
			id === '' ? "The parameter 'Job ID' is empty" : `'Job ID' holds no job's ID: "${id}"`,
			'It has 15 or 18 letters and digits and begins with 750.',
		);
	}
	return { type: readJobType({ parameters, itemIndex }), id };
}
