import type { IDataObject } from 'n8n-workflow';
import { getJob } from '../../../../rest';
import type { ItemOperation } from '../../operation';
import { optionsProperty } from '../../options/options';
import { jobIdProperty, jobTypeProperty, readJob } from './jobProperties';

export const get: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Get',
	value: 'get',
	action: 'Get bulk job',
	description: 'Get the state of a job and how many rows it has processed and refused',
	properties: [jobTypeProperty, jobIdProperty, optionsProperty()],
	async execute(run) {
		const { type, id } = readJob(run);
		return [{ json: (await getJob(run.client, type, id)) as IDataObject }];
	},
};
