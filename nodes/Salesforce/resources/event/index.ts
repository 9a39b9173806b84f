import type { Resource } from '../../operation';
import { publish } from './publish.operation';

export const event = {
	name: 'Event',
	value: 'event',
	description: 'Messages on the event bus that other systems listen to',
	operations: [publish],
} as const satisfies Resource;
