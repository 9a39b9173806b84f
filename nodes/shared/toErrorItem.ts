import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { describeFailure, tellFailure } from './describeFailure';

/**
 * The item of a row that failed. n8n's error output takes only items that have no keys except `error`, `message`
 * and `details`, and replaces the json of an item that has `error` beside it. So no other shape reaches the user.
 */
export function toErrorItem(error: unknown, item: number): INodeExecutionData {
	const failure = describeFailure(error);
	const { errorCode, message, fields, path, advice, duplicates, jobId } = failure;
	const details: IDataObject = {
		errorCode,
		message,
		fields,
		...(path !== undefined && { path }),
		...(advice !== undefined && { advice }),
		...(jobId !== undefined && { jobId }),
		...(duplicates !== undefined && { duplicates: duplicates }),
	};
	return { json: { error: tellFailure(failure), details }, pairedItem: { item } };
}
