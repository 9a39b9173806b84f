import { type INode, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { describeFailure, tellFailure } from './describeFailure';

export interface FailurePlace {
	itemIndex?: number;
	/** What was done before the run stopped and stays done, as a sentence. */
	before?: string;
	/** Whether there are other items, which would be saved if the run continued. */
	hasOthers?: boolean;
	/** Whether no API call was made. */
	nothingSent?: boolean;
}

/** If a single record was refused, the others need not stop. */
const GO_ON =
	"To save what can be saved, choose 'Continue' under Settings > On Error: refused items are then output as error items.";

const end = (sentence: string) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);

/**
 * The error that n8n shows when a run stops. The title says what happened to which item, the details what to do
 * next. It is made of plain values: from the original error n8n would show a text of its own and keep the request.
 */
export function toNodeError(
	node: INode,
	error: unknown,
	{ itemIndex, before, hasOthers, nothingSent }: FailurePlace = {},
): NodeApiError | NodeOperationError {
	const failure = describeFailure(error);
	const { errorCode, fields, advice, statusCode, isRow, jobId } = failure;
	const told = tellFailure(failure);
	const text = jobId === undefined || told.includes(jobId) ? told : `${told} (Bulk job ${jobId})`;
	const place = itemIndex === undefined ? '' : ` [item ${itemIndex}]`;
	const message = `${text}${place}`;
	const named = fields.length > 0 ? ` (fields: ${fields.join(', ')})` : '';
	const description = [
		...(before === undefined ? [] : [before]),
		...(advice === undefined ? [] : [end(advice)]),
		...(isRow && hasOthers ? [GO_ON] : []),
		...(nothingSent && errorCode === 'INVALID_INPUT' ? ['Nothing was sent to Salesforce.'] : []),
		...(statusCode === undefined && !isRow
			? []
			: [`${isRow ? 'The' : "Salesforce's"} code is ${errorCode}${named}.`]),
	].join(' ');
	const options = { message, description, ...(itemIndex !== undefined && { itemIndex }) };
	const nodeError =
		statusCode === undefined
			? new NodeOperationError(node, text, options)
			: new NodeApiError(
					node,
					{ message: text, errorCode, fields },
					{ ...options, httpCode: String(statusCode) },
				);
	// n8n swaps texts that contain ECONNRESET and the like, "preexisting" (EEXIST) among them.
	nodeError.message = message;
	return nodeError;
}
