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
	/** "ada@acme.com in acme.my.salesforce.com"; nothing if the items acted as several users. */
	tellUser(): string | undefined;
}

/** As far as that is known without asking: n8n's hints are worth no call. */
function describeUser({ auth, username }: OrgAccess): string | undefined {
	const session = auth.held();
	if (session === undefined) return undefined;
	const { host } = new URL(session.instanceUrl);
	const [userId] = /005\w+$/.exec(session.identityUrl ?? '') ?? [];
	const user = username ?? session.username ?? (userId && `the user ${userId}`);
	return `${user ?? "the credential's user"} in ${host}`;
}

const tellOne = (users: Array<string | undefined>) =>
	new Set(users).size === 1 ? users[0] : undefined;

export function createItemClients(
	context: IExecuteFunctions,
	parameters: ParameterReader,
	timing: Timing,
): ItemClients {
	const usage: Usage = { apiCalls: 0, retries: 0 };
	const clients = new Map<string, Promise<Client>>();
	const opened: OrgAccess[] = [];
	const itemCount = context.getInputData().length;

	const choiceOf = (itemIndex: number) => ({
		apiVersion: parameters.get<string>('options.apiVersion', itemIndex, ''),
		runAsUser: parameters.get<string>('options.runAsUser', itemIndex, '').trim(),
		minimumCallsLeft: parameters.get('options.minimumCallsLeft', itemIndex, 0),
	});
	type Choice = ReturnType<typeof choiceOf>;

	async function open({ minimumCallsLeft, ...choice }: Choice): Promise<Client> {
		const guard = createLimitGuard(minimumCallsLeft);
		const org = await openOrg(context, { ...choice, usage, timing, ...(guard && { guard }) });
		opened.push(org);
		return org.client;
	}

	function clientOf(choice: Choice, key: string): Promise<Client> {
		const client = clients.get(key) ?? open(choice);
		clients.set(key, client);
		return client;
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
		tellUser: () => tellOne(opened.map(describeUser)),
		ofItem: (itemIndex) => {
			const choice = choiceOf(itemIndex);
			return clientOf(choice, JSON.stringify(choice));
		},
	};
}
