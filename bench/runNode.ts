import type { Contestant } from './addContestants';
import type { Bench } from './openBench';

/** A node before the measured one. */
export interface InputNode {
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
}

export interface NodeToRun {
	contestant: Contestant;
	parameters: Record<string, unknown>;
	/** JavaScript for a Code node that makes the input, or the nodes that do. @default one empty item */
	input?: string | InputNode | InputNode[];
	/** @default 1 */
	typeVersion?: number;
	/** Runs once whatever comes in. @default false */
	executeOnce?: boolean;
}

export interface NodeResult {
	/** Milliseconds that n8n spent in the node. */
	milliseconds: number;
	items: number;
	/** What it cost at the org. */
	calls: number;
	sockets: number;
	logins: number;
}

const TRIGGER = 'Start';
/** A look at a running execution takes n8n up to 10 ms, which would count as the node's. */
const POLL_MS = 400;
const NODE = 'Measured';

export const codeNode = (jsCode: string): InputNode => ({
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: { jsCode },
});

function nodesOf({ contestant, parameters, input, typeVersion, executeOnce }: NodeToRun) {
	const { type, credentials, authentication } = contestant;
	const inputs =
		typeof input === 'object' ? [input].flat() : [codeNode(input ?? 'return [{ json: {} }];')];
	return [
		{ name: TRIGGER, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		...inputs.map((node, index) => ({ name: `Input ${index + 1}`, ...node })),
		{
			name: NODE,
			type,
			typeVersion: typeVersion ?? 1,
			credentials,
			executeOnce: executeOnce ?? false,
			parameters: { authentication, ...parameters },
		},
	].map((node, index) => ({ ...node, id: String(index), position: [220 * index, 0] }));
}

const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });

/** A workflow around one node. */
export function addWorkflow({ n8n }: Bench, node: NodeToRun): Promise<string> {
	const nodes = nodesOf(node);
	const wires = nodes.slice(1).map(({ name }, index) => [nodes[index]!.name, to(name)]);
	return n8n.api.createWorkflow({
		name: `Bench ${node.contestant.type}`,
		nodes,
		connections: Object.fromEntries(wires) as Record<string, unknown>,
		settings: { executionOrder: 'v1' },
	});
}

/**
 * Runs a workflow of `addWorkflow` and measures its node.
 *
 * @throws Error with n8n's message where the execution fails
 */
export async function runWorkflow({ n8n, org }: Bench, id: string): Promise<NodeResult> {
	const before = { calls: org.calls.length, sockets: org.sockets, logins: org.logins };
	const { status, error, nodes } = await n8n.api.runWorkflow(id, TRIGGER, { pollMs: POLL_MS });
	const [run] = nodes[NODE] ?? [];
	if (status !== 'success' || !run) {
		const told = [error?.message, error?.description].filter(Boolean).join(': ');
		throw new Error(told || `The execution ended as ${status}`);
	}
	return {
		milliseconds: run.executionTime,
		items: run.outputs[0]?.length ?? 0,
		calls: org.calls.length - before.calls,
		sockets: org.sockets - before.sockets,
		logins: org.logins - before.logins,
	};
}

/** Runs a node some times, each time in an execution of its own. */
export async function runNode(bench: Bench, node: NodeToRun, times = 1): Promise<NodeResult[]> {
	const id = await addWorkflow(bench, node);
	const results: NodeResult[] = [];
	for (let run = 0; run < times; run += 1) results.push(await runWorkflow(bench, id));
	return results;
}
