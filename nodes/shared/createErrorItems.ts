import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toErrorItem } from './toErrorItem';

/** Whether n8n pairs what goes to the error output with an input item; a node that is run alone has no source. */
function pairsErrorOutput(context: IExecuteFunctions): boolean {
	if (context.getNode().onError !== 'continueErrorOutput') return false;
	try {
		context.getInputSourceData();
		return true;
	} catch {
		return false;
	}
}

/**
 * Returns the function that makes the items of failed rows. n8n 1 reads `details` as a key of a row that succeeded,
 * and would leave such an item on the regular output: it needs `error` beside the json. n8n copies each item for
 * the error output, and would replace the json of a copy that still has `error`. So `error` is not enumerable, and
 * no copy has it.
 */
export function createErrorItems(
	context: IExecuteFunctions,
): (error: unknown, item: number) => INodeExecutionData {
	if (!pairsErrorOutput(context)) return toErrorItem;
	return (error, item) => {
		const errorItem = toErrorItem(error, item);
		return Object.defineProperty(errorItem, 'error', { value: { message: errorItem.json.error } });
	};
}
