import type { Resource } from '../../operation';
import { send } from './send.operation';

export const apexRest = {
	name: 'Apex REST',
	value: 'apexRest',
	description: "The REST services of the org's own Apex classes",
	operations: [send],
} as const satisfies Resource;
