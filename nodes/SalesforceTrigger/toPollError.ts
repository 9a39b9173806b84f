import type { Failure, INode, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { toNodeError } from '../shared/toNodeError';
import { pollFailureOf } from './pollFailure';

/** The error that a poll ends with; n8n's durable pollers read `failure` off it. */
export function toPollError(
	node: INode,
	error: unknown,
): (NodeApiError | NodeOperationError) & { failure: Failure } {
	return Object.assign(toNodeError(node, error), { failure: pollFailureOf(error) });
}
