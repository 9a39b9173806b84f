import type { Resource } from '../../operation';
import { publish } from './publish.operation';

export const event = {
	name: 'Event',
	value: 'event',
	description: 'Platform events, which other systems and flows listen to',
	operations: [publish],
} as const satisfies Resource;
