import type { IExecuteFunctions } from 'n8n-workflow';
import type { Client, Timing, Usage } from '../../../rest';
import { salesforceClient } from '../../shared/salesforceClient';
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
}

export function createItemClients(
	context: IExecuteFunctions,
	parameters: ParameterReader,
	timing: Timing,
): ItemClients {
	const usage: Usage = { apiCalls: 0, retries: 0 };
	const clients = new Map<string, Promise<Client>>();
	const itemCount = context.getInputData().length;

	const choiceOf = (itemIndex: number) => ({
		apiVersion: parameters.get<string>('options.apiVersion', itemIndex, ''),
		runAsUser: parameters.get<string>('options.runAsUser', itemIndex, '').trim(),
		minimumCallsLeft: parameters.get('options.minimumCallsLeft', itemIndex, 0),
	});
	type Choice = ReturnType<typeof choiceOf>;

	function clientOf({ minimumCallsLeft, ...choice }: Choice, key: string): Promise<Client> {
		const known = clients.get(key);
		if (known) return known;
		const guard = createLimitGuard(minimumCallsLeft);
		const client = salesforceClient(context, { ...choice, usage, timing, ...(guard && { guard }) });
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
		ofItem: (itemIndex) => {
			const choice = choiceOf(itemIndex);
			return clientOf(choice, JSON.stringify(choice));
		},
	};
}
