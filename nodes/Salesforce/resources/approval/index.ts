import type { Resource } from '../../operation';
import { approve } from './approve.operation';
import { getAll } from './getAll.operation';
import { recall } from './recall.operation';
import { reject } from './reject.operation';
import { submit } from './submit.operation';

export const approval = {
	name: 'Approval',
	value: 'approval',
	description: 'Approval processes: submit records, approve or reject them, see what is pending',
	operations: [submit, approve, reject, recall, getAll],
} as const satisfies Resource;
