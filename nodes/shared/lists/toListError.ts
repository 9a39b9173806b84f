import { type INode, NodeApiError } from 'n8n-workflow';
import { SalesforceAuthError } from '../../../auth';
import { describeFailure } from '../describeFailure';

/** Where n8n's editor shows why a list is empty. */
export type ListPlace =
	/** The message, the advice in a box below it, and for 401 and 403 a link to the credential. */
	| 'picker'
	/** The message alone. */
	| 'dropdown';

/** A refused login is a problem of the credential, whatever its status is. */
const statusOf = (error: unknown, statusCode: number | undefined) =>
	statusCode ?? (error instanceof SalesforceAuthError ? 401 : undefined);

/**
 * The error that n8n's editor shows instead of a list: what happened, and what to do about it. n8n shows the
 * description only if the error is a NodeApiError.
 */
export function toListError(node: INode, error: unknown, place: ListPlace): NodeApiError {
	const { errorCode, message: told, advice, statusCode } = describeFailure(error);
	const sentence = /[.!?]$/.test(told) ? told : `${told}.`;
	const message = place === 'dropdown' && advice ? `${sentence} ${advice}` : told;
	const status = statusOf(error, statusCode);
	const nodeError = new NodeApiError(
		node,
		{ message, errorCode },
		{ message, description: advice ?? '', ...(status && { httpCode: String(status) }) },
	);
	// n8n swaps texts that contain ENOTFOUND and the like.
	nodeError.message = message;
	return nodeError;
}
