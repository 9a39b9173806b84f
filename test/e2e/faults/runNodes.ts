import { setTimeout as sleep } from 'node:timers/promises';
import { readExecution, nodeNames, type N8nApi, type N8nItem } from '../../../demo';
import type { Family, Json } from './types';

/** A Salesforce node with its input and the id of its credential. */
export interface NodeToRun extends Pick<Family, 'parameters' | 'fileOf'> {
	items: readonly Json[];
	credentialId: string;
}

const CREDENTIAL_TYPE = 'salesforceClientCredentialsApi';

const main = (node: string) => ({ node, type: 'main', index: 0 });
const inputOf = (index: number) => `Items ${index}`;
const nodeOf = (index: number) => `Node ${index}`;

/** An item with its file, as n8n keeps one in memory. */
const toItem = (json: Json, fileOf: Family['fileOf']) => {
	if (!fileOf) return { json };
	const { content, ...file } = fileOf(json);
	return { json, binary: { data: { ...file, data: content.toString('base64') } } };
};

/** One branch for each node, worked off one after the other, and none stops for another's failure. */
function workflowOf(name: string, nodes: readonly NodeToRun[]) {
	const place = (node: string, x: number, y: number) => ({
		id: node,
		name: node,
		position: [x, 200 * y],
		typeVersion: 1,
	});
	const branches = nodes.flatMap(({ parameters, credentialId }, index) => [
		{ ...place(inputOf(index), 200, index), type: 'n8n-nodes-base.noOp', parameters: {} },
		{
			...place(nodeOf(index), 400, index),
			type: 'n8n-nodes-salesforce-server-to-server.salesforce',
			parameters: { authentication: 'clientCredentials', ...parameters },
			credentials: { [CREDENTIAL_TYPE]: { id: credentialId, name: credentialId } },
			onError: 'continueRegularOutput',
		},
	]);
	const inputs = nodes.map((_, index) => inputOf(index));
	return {
		name,
		nodes: [
			{ ...place(nodeNames.trigger, 0, 0), type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			...branches,
		],
		connections: {
			[nodeNames.trigger]: { main: [inputs.map(main)] },
			...Object.fromEntries(
				inputs.map((input, index) => [input, { main: [[main(nodeOf(index))]] }]),
			),
		},
		pinData: Object.fromEntries(
			nodes.map(({ items, fileOf }, index) => [
				inputOf(index),
				items.map((json) => toItem(json, fileOf)),
			]),
		),
		settings: { executionOrder: 'v1' },
	};
}

/** Several executions wait at once, so each is asked for less and less often. */
const LONGEST_PAUSE_MS = 3_000;

/** Runs nodes in one execution of the real n8n, each on its own, and gives the items of each. */
export async function runNodes(
	api: N8nApi,
	name: string,
	nodes: readonly NodeToRun[],
): Promise<N8nItem[][]> {
	const id = await api.createWorkflow(workflowOf(name, nodes));
	const { executionId } = await api.call<{ executionId: string }>(
		'POST',
		`/rest/workflows/${id}/run`,
		{ triggerToStartFrom: { name: nodeNames.trigger } },
	);
	for (let pause = 300; ; pause = Math.min(1.5 * pause, LONGEST_PAUSE_MS)) {
		await sleep(pause);
		const stored = await api.call<{ status: string; data: string }>(
			'GET',
			`/rest/executions/${executionId}`,
		);
		const execution = readExecution(executionId, stored);
		if (!execution) continue;
		return nodes.map((_, index) => {
			const run = execution.nodes[nodeOf(index)]?.[0];
			if (!run) throw new Error(`${name}: node ${index} never ran: ${execution.error?.message}`);
			return run.outputs[0] ?? [];
		});
	}
}
