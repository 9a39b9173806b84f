import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { describeFailure } from './describeFailure';

/**
 * The item of a row that failed. n8n's error output takes only items with no keys but `error`, `message` and
 * `details`, and replaces the json of one that carries `error` beside it: so no other shape reaches the user.
 */
export function toErrorItem(error: unknown, item: number): INodeExecutionData {
	const { errorCode, message, fields, advice, duplicates, jobId } = describeFailure(error);
	const details: IDataObject = {
		errorCode,
		message,
		fields,
		...(advice !== undefined && { advice }),
		...(jobId !== undefined && { jobId }),
		...(duplicates !== undefined && { duplicates: duplicates }),
	};
	return { json: { error: message, details }, pairedItem: { item } };
}
