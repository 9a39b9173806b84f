import type { IExecuteFunctions } from 'n8n-workflow';
import type { OutputRow } from './operation';

/** What an earlier try of this run has done for an item, and must not be done twice. */
interface Done {
	/** The item's output, or why there is none. */
	outcome?: { rows: OutputRow[] } | { error: unknown };
	/** The bulk jobs that got the rows of which this item has the first one, in order. */
	jobIds?: string[];
}

/** The memory that all tries of one run of a node share. */
export interface EarlierTries {
	/** How the item has ended for good, `undefined` if it has not. */
	outcomeOf: (item: number) => Done['outcome'];
	keepOutcome: (item: number, outcome: NonNullable<Done['outcome']>) => void;
	/** The bulk jobs that hold rows of the item. */
	jobIdsOf: (item: number) => string[];
	keepJobIds: (item: number, jobIds: string[]) => void;
}

const nothing: EarlierTries = {
	outcomeOf: () => undefined,
	keepOutcome: () => undefined,
	jobIdsOf: () => [],
	keepJobIds: () => undefined,
};

const known = new WeakMap<object, Done>();

/**
 * n8n's "Retry On Fail" runs the whole node again, with the items that the last try has saved. n8n makes the object
 * of an item once for each run of the node and gives the same object to each try. So a try finds what the tries
 * before it did, and nothing else can find it. (n8n-core, WorkflowExecute: the loop over `maxTries`)
 *
 * If the node is a tool outside of the agent's own engine (MCP Server Trigger, sub-agents), each try gets a new
 * item, but with the same arguments object. (n8n-core, makeHandleToolInvocation)
 */
export function openEarlierTries(context: IExecuteFunctions): EarlierTries {
	if (context.getNode().retryOnFail !== true) return nothing;
	const items = context.getInputData();
	const isTool = typeof context.isToolExecution === 'function' && context.isToolExecution();
	const doneFor = (item: number): Done => {
		const key: object | undefined = isTool ? items[item]?.json : items[item];
		if (key === undefined) return {};
		const done = known.get(key) ?? {};
		known.set(key, done);
		return done;
	};
	return {
		outcomeOf: (item) => doneFor(item).outcome,
		keepOutcome: (item, outcome) => {
			doneFor(item).outcome ??= outcome;
		},
		jobIdsOf: (item) => doneFor(item).jobIds ?? [],
		keepJobIds: (item, jobIds) => {
			const done = doneFor(item);
			// If a try can't even ask for its jobs, they are still remembered.
			if (jobIds.length >= (done.jobIds?.length ?? 0)) done.jobIds = jobIds;
		},
	};
}
