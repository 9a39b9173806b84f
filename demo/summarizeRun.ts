import type { Execution, N8nItem } from './execution';
import { nodeNames } from './workflows';

/** What the emulator counted while the workflow ran. */
export interface Traffic {
	calls: Array<{ method: string; path: string }>;
	logins: number;
	sockets: number;
}

export interface Refused {
	/** The row's index in the file, from the item's pairing. */
	row: number;
	errorCode: string;
	message: string;
}

/** One run of the main workflow, in figures. */
export interface ContactsRun {
	rows: number;
	created: number;
	updated: number;
	refused: number;
	refusals: Refused[];
	readBack: number;
	apiCalls: number;
	collectionCalls: number;
	logins: number;
	sockets: number;
}

/** The items of a node's output in all of its runs. */
export function outputItems(execution: Execution, node: string, output = 0): N8nItem[] {
	return (execution.nodes[node] ?? []).flatMap((run) => run.outputs[output] ?? []);
}

function pairedRow({ pairedItem }: N8nItem): number {
	const [first] = [pairedItem].flat() as Array<{ item: number } | number | undefined>;
	return typeof first === 'number' ? first : (first?.item ?? -1);
}

function toRefused(item: N8nItem): Refused {
	const details = (item.json.details ?? {}) as { errorCode?: string; message?: string };
	return {
		row: pairedRow(item),
		errorCode: details.errorCode ?? 'UNKNOWN',
		message: details.message ?? String(item.json.error),
	};
}

/** Counts what came out of the workflow's nodes and what reached the org. */
export function summarizeRun(execution: Execution, traffic: Traffic): ContactsRun {
	const saved = outputItems(execution, nodeNames.upsert, 0);
	const refusals = outputItems(execution, nodeNames.upsert, 1).map(toRefused);
	const created = saved.filter(({ json }) => json.created === true).length;
	return {
		rows: outputItems(execution, nodeNames.extract).length,
		created,
		updated: saved.length - created,
		refused: refusals.length,
		refusals,
		readBack: outputItems(execution, nodeNames.query).length,
		apiCalls: traffic.calls.length,
		collectionCalls: traffic.calls.filter(({ path }) => path.includes('/composite/sobjects/'))
			.length,
		logins: traffic.logins,
		sockets: traffic.sockets,
	};
}
