import { getOrgUser } from '../../../../rest';
import { openOrg } from '../../../shared/salesforceClient';
import type { ItemOperation } from '../../operation';
import { optionsProperty } from '../../options/options';

export const getUser: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Get User',
	value: 'getUser',
	action: 'Get user of org',
	description:
		'Find out who the credential acts as and in which org: name, username, profile, license, whether it is a sandbox, and what the session may do',
	properties: [optionsProperty()],
	async execute({ client, context, parameters, itemIndex }) {
		const user = await getOrgUser(client);
		// The process already has this session: it is not opened again.
		const runAsUser = parameters.get<string>('options.runAsUser', itemIndex, '');
		const { instanceUrl, scope } = await (await openOrg(context, { runAsUser })).auth();
		const scopes = scope?.split(' ') ?? null;
		return [{ json: { ...user, instanceUrl, scopes, apiVersion: `v${client.apiVersion}` } }];
	},
};
