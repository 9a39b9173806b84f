import type { Resource } from '../../operation';
import { send } from './send.operation';

export const apiRequest = {
	name: 'API Request',
	value: 'apiRequest',
	description: 'Any resource of the Salesforce REST API',
	operations: [send],
} as const satisfies Resource;
