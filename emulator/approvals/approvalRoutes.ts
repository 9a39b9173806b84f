import { refuse } from '../core/SalesforceError';
import { to18 } from '../core/ids';
import { type Answer, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { type ApprovalResult, approvalsOf, refused } from './Approvals';

const path = '/services/data/:version/process/approvals';
const MAX_REQUESTS = 200;
const LOCKED = 'unable to obtain exclusive access to this record';

/** Approvals: what processes there are; submit, approve, reject, recall. */
export const approvalRoutes: readonly Route[] = [
	{ method: 'GET', path, handle: ({ org }) => json({ approvals: approvalsOf(org).list() }) },
	{ method: 'POST', path, handle: process },
];

async function process(context: Context): Promise<Answer> {
	const { lockedRows, org } = context;
	const { requests } = ((await context.readJson()) ?? {}) as { requests?: unknown };
	if (!Array.isArray(requests) || requests.length === 0) {
		throw refuse(400, 'JSON_PARSER_ERROR', 'requests must be a list with at least one entry');
	}
	if (requests.length > MAX_REQUESTS) {
		const message = `The maximum number of requests is ${MAX_REQUESTS}`;
		throw refuse(400, 'LIMIT_EXCEEDED', message);
	}
	const results = requests.map((request, index) =>
		index < lockedRows
			? refused(null, 'UNABLE_TO_LOCK_ROW', LOCKED)
			: processOne(context, (request ?? {}) as Record<string, unknown>),
	);
	const isDone = results.every(({ success }) => success);
	const body = results.map(({ newWorkitemIds, ...result }) => ({
		...result,
		[org.policy.approvalWorkitemKey]: newWorkitemIds,
	}));
	return json(body, isDone ? 200 : org.policy.approvalRefusalStatus);
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

function processOne({ org, session }: Context, request: Record<string, unknown>): ApprovalResult {
	const { actionType, nextApproverIds, skipEntryCriteria } = request;
	const contextId = textOf(request.contextId);
	if (contextId === undefined) {
		return refused(null, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [contextId]');
	}
	const next = Array.isArray(nextApproverIds) ? textOf(nextApproverIds[0]) : undefined;
	const asked = {
		contextId: to18(contextId),
		userId: to18(textOf(request.contextActorId) ?? session.userId),
		comments: textOf(request.comments),
		nextApproverId: next === undefined ? undefined : to18(next),
		process: textOf(request.processDefinitionNameOrId),
		skipEntryCriteria: String(skipEntryCriteria) === 'true',
	};
	const approvals = approvalsOf(org);
	switch (actionType) {
		case 'Submit':
			return approvals.submit(asked);
		case 'Approve':
			return approvals.decide('Approved', { ...asked, userId: session.userId });
		case 'Reject':
			return approvals.decide('Rejected', { ...asked, userId: session.userId });
		case 'Removed':
			return approvals.decide('Removed', { ...asked, userId: session.userId });
		default:
			return refused(
				contextId,
				'INVALID_ACTION_TYPE',
				`Invalid action type: ${String(actionType)}`,
			);
	}
}
