import type { BatchOperation } from '../../operation';
import { optionsProperty } from '../../options/options';
import { commentsOption } from './approvalOptions';
import { decide, workItemLocator } from './workItems';

export const recall: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'approval request', done: 'recalled' },
	name: 'Recall',
	value: 'recall',
	action: 'Recall approval request',
	description:
		'Take records out of their approval process, by record or work item, 200 in one API call. The user must have submitted them, or be an administrator.',
	properties: [workItemLocator, optionsProperty([commentsOption])],
	execute: (run) => decide(run, 'Removed'),
};
