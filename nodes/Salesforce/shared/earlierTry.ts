import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { RowResult } from '../../../rest';
import type { OutputRow } from './operation';

/** What an earlier try did for an item. Whoever does something for it that must not be done twice notes it here. */
export interface EarlierTry {
	/** What became of the item's record, where it was saved or may have been. */
	result?: RowResult;
	/** The jobs that the rows went into whose first one is this item's, in order. */
	jobIds?: string[];
	/** What the item's request answered, where it was no mere reading. */
	rows?: OutputRow[];
	/** What the item's request failed with, where it may have been carried out and must not be twice. */
	error?: Error;
}

const tries = new WeakMap<INodeExecutionData, EarlierTry>();
const retrying = new WeakMap<IExecuteFunctions, boolean>();

/** Asked once a run, for n8n copies the whole node whenever it is asked for it. */
function isRetried(context: IExecuteFunctions): boolean {
	const known = retrying.get(context);
	if (known !== undefined) return known;
	const answer = context.getNode().retryOnFail === true;
	retrying.set(context, answer);
	return answer;
}

/**
 * n8n's "Retry On Fail" runs the whole node anew, the items included that the last try has saved. It makes
 * an item's object once for each run of the node and gives that very object to each try, so that what the
 * last one did is found by it, and by nobody else. (n8n-core, WorkflowExecute: the loop over `maxTries`)
 */
export function earlierTry(context: IExecuteFunctions, itemIndex: number): EarlierTry {
	if (!isRetried(context)) return {};
	const item = context.getInputData()[itemIndex];
	if (item === undefined) return {};
	let known = tries.get(item);
	if (known === undefined) tries.set(item, (known = {}));
	return known;
}
