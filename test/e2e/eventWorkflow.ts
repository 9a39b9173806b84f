import { type N8nApi, outputItems, type Workflow } from '../../demo';

export const TRIGGER = 'Account Changed';

export interface EventWorkflow {
	/** What the credential is, and which one. */
	credentials: Record<string, { id: string; name: string }>;
	/** The org's Pub/Sub API. */
	endpoint: string;
	/** Further parameters of the trigger. */
	parameters?: Record<string, unknown>;
}

/** A workflow that starts with the changes of accounts. */
export const eventWorkflow = ({
	credentials,
	endpoint,
	parameters = { objects: ['Account'] },
}: EventWorkflow): Workflow => ({
	name: 'Accounts that change, live',
	nodes: [
		{
			id: '7c1a2f60-93f4-4a8e-9a55-9b7a3b6c2e11',
			name: TRIGGER,
			type: 'n8n-nodes-salesforce-server-to-server.salesforceEventTrigger',
			typeVersion: 1,
			position: [0, 0],
			credentials,
			parameters: {
				authentication: 'clientCredentials',
				listenTo: 'changeEvents',
				options: { endpoint, maxRunning: 10 },
				...parameters,
			},
		},
		{
			id: '7c1a2f60-93f4-4a8e-9a55-9b7a3b6c2e12',
			name: 'Done',
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			position: [240, 0],
			parameters: {},
		},
	],
	connections: { [TRIGGER]: { main: [[{ node: 'Done', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1' },
});

interface Listed {
	id: string;
	mode: string;
	status: string;
}

/** All executions of a workflow that n8n started by itself, oldest first. */
export async function listStarted(api: N8nApi, workflowId: string): Promise<Listed[]> {
	const found = new Map<string, Listed>();
	for (let cursor: string | null | undefined = ''; typeof cursor === 'string';) {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
		const page: { results: Listed[]; nextCursor?: string | null } = await api.call(
			'GET',
			`/rest/executions?filter=${filter}&limit=100${after}`,
		);
		for (const execution of page.results) found.set(execution.id, execution);
		cursor = page.nextCursor;
	}
	const started = [...found.values()].filter(({ mode }) => mode === 'trigger');
	return started.toSorted((one, other) => Number(one.id) - Number(other.id));
}

/** What the trigger gave out in executions that have ended. */
export async function readItems(
	api: N8nApi,
	executions: ReadonlyArray<{ id: string }>,
): Promise<Array<Record<string, unknown>>> {
	const items: Array<Record<string, unknown>> = [];
	for (const { id } of executions) {
		const execution = await api.readEnded(id);
		if (execution) items.push(...outputItems(execution, TRIGGER).map(({ json }) => json));
	}
	return items;
}

/** The accounts' names that the trigger gave out in all executions, oldest first. */
export const readNames = async (api: N8nApi, executions: ReadonlyArray<{ id: string }>) =>
	(await readItems(api, executions)).map(({ Name }) => String(Name));
