import type { IDataObject } from 'n8n-workflow';
import { abortJob } from '../../../../rest';
import type { ItemOperation } from '../../operation';
import { optionsProperty } from '../../options/options';
import { jobIdProperty, jobTypeProperty, readJob } from './jobProperties';

export const abort: ItemOperation = {
	kind: 'item',
	effect: { noun: 'job', done: 'aborted' },
	name: 'Abort',
	value: 'abort',
	action: 'Abort bulk job',
	description: 'End a job that has not ended yet. Rows already processed stay saved.',
	properties: [jobTypeProperty, jobIdProperty, optionsProperty()],
	async execute(run) {
		const { type, id } = readJob(run);
		return [{ json: (await abortJob(run.client, type, id)) as IDataObject }];
	},
};
