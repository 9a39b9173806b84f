import type { BatchOperation } from '../../operation';
import { optionsProperty } from '../../options/options';
import { commentsOption, nextApproversOption } from './approvalOptions';
import { decide, workItemLocator } from './workItems';

export const reject: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'work item', done: 'rejected' },
	name: 'Reject',
	value: 'reject',
	action: 'Reject record',
	description:
		'Reject records that wait for approval, by record or work item, 200 in one API call. The user must be the assigned approver.',
	properties: [workItemLocator, optionsProperty([commentsOption, nextApproversOption])],
	execute: (run) => decide(run, 'Reject'),
};
