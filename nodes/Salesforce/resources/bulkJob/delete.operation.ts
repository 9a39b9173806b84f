import { deleteJob } from '../../../../rest';
import type { ItemOperation } from '../../operation';
import { optionsProperty } from '../../options/options';
import { jobIdProperty, jobTypeProperty, readJob } from './jobProperties';

export const deleteBulkJob: ItemOperation = {
	kind: 'item',
	effect: { noun: 'job', done: 'deleted' },
	name: 'Delete',
	value: 'delete',
	action: 'Delete bulk job',
	description:
		'Delete a job that has ended, with its data and results; the records that it saved stay',
	properties: [jobTypeProperty, jobIdProperty, optionsProperty()],
	async execute(run) {
		const { type, id } = readJob(run);
		await deleteJob(run.client, type, id);
		return [{ json: { id, deleted: true } }];
	},
};
