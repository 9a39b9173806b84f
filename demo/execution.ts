import { parse } from 'flatted';

/** One item as n8n hands it from node to node. */
export interface N8nItem {
	json: Record<string, unknown>;
	/** Its files by name: `id` if n8n's binary store holds them, else `data` in base64. */
	binary?: Record<string, { id?: string; data: string; fileName?: string; mimeType: string }>;
	pairedItem?: unknown;
}

export interface N8nError {
	message: string;
	description?: string | null;
	[key: string]: unknown;
}

/** What one node did in an execution: its items by output (0 is the first), or its error. */
export interface NodeRun {
	outputs: N8nItem[][];
	error?: N8nError;
	executionTime: number;
	hints: unknown[];
}

export interface Execution {
	id: string;
	status: string;
	error?: N8nError;
	/** The runs of each node that ran, by the node's name. */
	nodes: Record<string, NodeRun[]>;
}

interface StoredRun {
	data?: { main?: Array<N8nItem[] | null> };
	error?: N8nError;
	executionTime: number;
	hints?: unknown[];
}

interface StoredExecution {
	resultData: { error?: N8nError; runData: Record<string, StoredRun[]> };
}

/** The states that an execution doesn't leave any more. */
const ENDED = ['success', 'error', 'crashed', 'canceled'];

function toNodeRun({ data, error, executionTime, hints }: StoredRun): NodeRun {
	const outputs = (data?.main ?? []).map((items) => items ?? []);
	return { outputs, executionTime, hints: hints ?? [], ...(error && { error }) };
}

/**
 * What n8n stored about an execution, once it has ended; nothing before.
 * @param stored the answer of `GET /rest/executions/:id`, its data in flatted's form
 */
export function readExecution(
	id: string,
	stored: { status: string; data: string },
): Execution | undefined {
	if (!ENDED.includes(stored.status)) return undefined;
	const data = parse(stored.data) as StoredExecution | undefined;
	// n8n 1 stores that an execution ended a moment before what came of it.
	if (!data) return undefined;
	const { error, runData } = data.resultData;
	const nodes = Object.fromEntries(
		Object.entries(runData).map(([name, runs]) => [name, runs.map(toNodeRun)]),
	);
	return { id, status: stored.status, nodes, ...(error && { error }) };
}
