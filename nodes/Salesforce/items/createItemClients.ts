import type { IExecuteFunctions } from 'n8n-workflow';
import type { Client, Timing, Usage } from '../../../rest';
import { openOrg, type OrgAccess } from '../../shared/salesforceClient';
import { createLimitGuard } from './createLimitGuard';
import type { ParameterReader } from './createParameterReader';

export interface ClientGroup {
	itemIndexes: number[];
	client: () => Promise<Client>;
}

/** The clients of a run: one for each user, API version and guard that its items ask for. */
export interface ItemClients {
	itemCount: number;
	parameters: ParameterReader;
	/** What all of them have cost. */
	usage: Usage;
	ofItem(itemIndex: number): Promise<Client>;
	/** The items by client, in order of their first item. */
	groups(): ClientGroup[];
	/** "ada@acme.com in acme.my.salesforce.com"; nothing where the items acted as several. */
	tellUser(): Promise<string | undefined>;
}

/** As far as that is known without asking: n8n's hints are worth no call. */
async function describeUser({ auth, username }: OrgAccess): Promise<string> {
	const session = await auth();
	const { host } = new URL(session.instanceUrl);
	const [userId] = /005\w+$/.exec(session.identityUrl ?? '') ?? [];
	const user = username ?? session.username ?? (userId && `the user ${userId}`);
	return `${user ?? "the credential's user"} in ${host}`;
}

/** The one user of a run; what the run has done is worth more than a note on it. */
async function describeUsers(orgs: Array<Promise<OrgAccess>>): Promise<string | undefined> {
	try {
		const users = new Set(await Promise.all(orgs.map(async (org) => describeUser(await org))));
		return users.size === 1 ? [...users][0] : undefined;
	} catch {
		return undefined;
	}
}

export function createItemClients(
	context: IExecuteFunctions,
	parameters: ParameterReader,
	timing: Timing,
): ItemClients {
	const usage: Usage = { apiCalls: 0, retries: 0 };
	const orgs = new Map<string, Promise<OrgAccess>>();
	const itemCount = context.getInputData().length;

	const choiceOf = (itemIndex: number) => ({
		apiVersion: parameters.get<string>('options.apiVersion', itemIndex, ''),
		runAsUser: parameters.get<string>('options.runAsUser', itemIndex, '').trim(),
		minimumCallsLeft: parameters.get('options.minimumCallsLeft', itemIndex, 0),
	});
	type Choice = ReturnType<typeof choiceOf>;

	async function clientOf({ minimumCallsLeft, ...choice }: Choice, key: string): Promise<Client> {
		const known = orgs.get(key);
		if (known) return (await known).client;
		const guard = createLimitGuard(minimumCallsLeft);
		const org = openOrg(context, { ...choice, usage, timing, ...(guard && { guard }) });
		orgs.set(key, org);
		return (await org).client;
	}

	function groups(): ClientGroup[] {
		const found = new Map<string, ClientGroup>();
		for (let itemIndex = 0; itemIndex < itemCount; itemIndex += 1) {
			const choice = choiceOf(itemIndex);
			const key = JSON.stringify(choice);
			const group = found.get(key);
			if (group) group.itemIndexes.push(itemIndex);
			else found.set(key, { itemIndexes: [itemIndex], client: () => clientOf(choice, key) });
		}
		return [...found.values()];
	}

	return {
		itemCount,
		parameters,
		usage,
		groups,
		tellUser: () => describeUsers([...orgs.values()]),
		ofItem: (itemIndex) => {
			const choice = choiceOf(itemIndex);
			return clientOf(choice, JSON.stringify(choice));
		},
	};
}
