import type { Workflow } from '../n8nApi';

/** A node of the chain; the rest of it is the same for all. */
export interface ChainNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	onError?: 'continueRegularOutput';
}

export interface WebhookWorkflow {
	/** Its name, and the webhook's path. */
	path: string;
	/** One after the other behind the webhook. */
	nodes: ChainNode[];
	/** What the webhook answers of the last node. @default 'firstEntryJson' */
	answer?: 'firstEntryJson' | 'allEntries' | 'firstEntryBinary';
}

/**
 * A workflow that runs once for each POST to its webhook and answers with what the last node gives: in queue
 * mode such executions run in the workers, and those that a person starts by hand don't.
 */
export function webhookWorkflow({
	path,
	nodes,
	answer = 'firstEntryJson',
}: WebhookWorkflow): Workflow {
	const webhook = {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: path,
		parameters: {
			httpMethod: 'POST',
			path,
			responseMode: 'lastNode',
			responseData: answer,
			...(answer === 'firstEntryBinary' && { responseBinaryPropertyName: 'data' }),
		},
	};
	const chain = [webhook, ...nodes];
	const connections = chain
		.slice(1)
		.map(({ name }, at) => [chain[at]!.name, { main: [[{ node: name, type: 'main', index: 0 }]] }]);
	return {
		name: path,
		nodes: chain.map((node, at) => ({ id: `${path}-${at}`, position: [220 * at, 0], ...node })),
		connections: Object.fromEntries(connections) as Record<string, unknown>,
		settings: { executionOrder: 'v1' },
	};
}
