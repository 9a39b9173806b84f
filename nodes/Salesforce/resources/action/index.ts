import type { Resource } from '../../operation';
import { run } from './run.operation';

export const action = {
	name: 'Flow or Action',
	value: 'action',
	description: 'Flows, invocable Apex, quick actions, and actions such as sending an email',
	operations: [run],
} as const satisfies Resource;
