import type { BatchOperation } from '../../operation';
import { optionsProperty } from '../../options/options';
import { commentsOption, nextApproversOption } from './approvalOptions';
import { decide, workItemLocator } from './workItems';

export const approve: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'work item', done: 'approved' },
	name: 'Approve',
	value: 'approve',
	action: 'Approve record',
	description:
		'Approve records that wait for approval, by record or work item, 200 in one API call. The user must be the assigned approver.',
	properties: [workItemLocator, optionsProperty([commentsOption, nextApproversOption])],
	execute: (run) => decide(run, 'Approve'),
};
