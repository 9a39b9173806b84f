import { type Execution, type Flow, type NodeRun, nodeNames } from '../../demo';
import type { Fixture } from './openFixture';

/** The node under test, as it is called in the workflows made here. */
export const NODE = 'Operation';

type Json = Record<string, unknown>;

/** A node behind the one under test; `from` is the output that feeds it. */
export interface NextNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Json;
	from?: number;
}

export interface OperationToRun {
	/** The node's own parameters, `authentication` aside. */
	parameters: Json;
	/** The json of each input item. @default one empty item */
	items?: Json[];
	/** @default 'clientCredentials' */
	flow?: Flow;
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	/** Of n8n's own settings of a node: Retry On Fail, as often as n8n tries at most, without a pause. */
	retryOnFail?: boolean;
	/** The workflow's own. @default n8n's */
	timezone?: string;
	/** A node between the items and the one under test. */
	before?: Omit<NextNode, 'from'>;
	/** Nodes fed by the one under test. */
	after?: NextNode[];
}

export interface OperationRun extends NodeRun {
	execution: Execution;
	/** The json of each item of the first output. */
	rows: Json[];
}

const main = (node: string) => ({ node, type: 'main', index: 0 });

const connect = (after: NextNode[]): object[][] =>
	[0, 1].map((output) =>
		after.filter(({ from = 0 }) => from === output).map(({ name }) => main(name)),
	);

/** One `salesforce` node between a trigger that gives the items and whatever follows. */
function workflowOf({ flows }: Fixture, operation: OperationToRun) {
	const { parameters, items = [{}], flow = 'clientCredentials', onError, before } = operation;
	const { after = [], retryOnFail, timezone } = operation;
	const { credential } = flows[flow];
	const place = (x: number, name: string) => ({ id: name, name, position: [x, 0], typeVersion: 1 });
	const first = before?.name ?? NODE;
	return {
		name: `${String(parameters.resource)} / ${String(parameters.operation)}`,
		nodes: [
			{
				...place(0, nodeNames.trigger),
				type: 'n8n-nodes-base.manualTrigger',
				parameters: {},
			},
			...(before ? [{ ...place(200, before.name), ...before }] : []),
			{
				...place(400, NODE),
				type: 'n8n-nodes-salesforce-server-to-server.salesforce',
				parameters: { authentication: flow, ...parameters },
				credentials: { [credential.type]: { id: credential.id, name: credential.label } },
				...(onError && { onError }),
				...(retryOnFail && { retryOnFail, maxTries: 5, waitBetweenTries: 0 }),
			},
			...after.map(({ from, ...node }) => ({ ...place(600 + (from ?? 0), node.name), ...node })),
		],
		connections: {
			[nodeNames.trigger]: { main: [[main(first)]] },
			...(before && { [before.name]: { main: [[main(NODE)]] } }),
			[NODE]: { main: connect(after) },
		},
		// Pinned to the trigger, as a user pins test data: any item can be given without a node that makes it.
		pinData: { [nodeNames.trigger]: items.map((json) => ({ json })) },
		settings: { executionOrder: 'v1', ...(timezone && { timezone }) },
	};
}

/** Runs one operation as a workflow in the real n8n, and resolves to what the node did. */
export async function runOperation(
	fixture: Fixture,
	operation: OperationToRun,
): Promise<OperationRun> {
	const { api } = fixture;
	const id = await api.createWorkflow(workflowOf(fixture, operation));
	const execution = await api.runWorkflow(id, nodeNames.trigger);
	const run = execution.nodes[NODE]?.[0];
	if (!run) throw new Error(`The node never ran: ${JSON.stringify(execution)}`);
	return { ...run, execution, rows: (run.outputs[0] ?? []).map(({ json }) => json) };
}

/** The items that each of a run's items says it comes from. */
export const pairedWith = (items: NodeRun['outputs'][number] = []): unknown[] =>
	items.map(({ pairedItem }) => (pairedItem as { item?: unknown } | undefined)?.item);

/** A node that tells for each item which of the trigger's items n8n traces it back to. */
export const traceBack = (name: string, expression: string, from = 0): NextNode => ({
	name,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	from,
	parameters: {
		mode: 'raw',
		jsonOutput: `={{ { source: $('${nodeNames.trigger}').item.json.${expression} } }}`,
		options: {},
	},
});

/** An object or event by its API name. */
export const byName = (value: string) => ({ __rl: true, mode: 'name', value });

/** Every field of the item is sent under its own name. */
export const autoMap = (...matchingColumns: string[]) => ({
	mappingMode: 'autoMapInputData',
	value: null,
	matchingColumns,
	schema: [],
});
