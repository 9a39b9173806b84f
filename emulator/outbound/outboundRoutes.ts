import { refuse } from '../core/SalesforceError';
import { type Answer, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { type OutboundRule } from './OutboundMessages';
import { outboundOf } from './OutboundQueue';

/** Only the emulator has these: what an admin does in Setup > Outbound Messages. */
export const outboundRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/emulator/outbound-messages',
		access: 'public',
		handle: ({ org }) => {
			const { pending, failed, deliveries } = outboundOf(org);
			return json({ pending, failed, deliveries });
		},
	},
	{ method: 'POST', path: '/emulator/outbound-messages', access: 'public', handle: addRule },
	{
		method: 'POST',
		path: '/emulator/outbound-messages/send',
		access: 'public',
		handle: async ({ org }) => json(await outboundOf(org).send()),
	},
];

async function addRule(context: Context): Promise<Answer> {
	const { org } = context;
	const {
		object,
		endpointUrl,
		fields = [],
		...more
	} = (await context.readJson()) as Partial<OutboundRule>;
	if (typeof object !== 'string' || typeof endpointUrl !== 'string' || !Array.isArray(fields)) {
		throw refuse(400, 'INVALID_INPUT', 'object, endpointUrl and fields are required');
	}
	try {
		return json(
			{ actionId: outboundOf(org).addRule({ object, endpointUrl, fields, ...more }) },
			201,
		);
	} catch (error) {
		throw refuse(400, 'INVALID_INPUT', (error as Error).message);
	}
}
