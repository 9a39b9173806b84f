import { refuse } from '../core/SalesforceError';
import { to18 } from '../core/ids';
import { type Answer, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { ApprovalProcess, type ApprovalResult, discountApproval, refused } from './ApprovalProcess';

const path = '/services/data/:version/process/approvals';

/** Approvals: what processes there are; submit, approve, reject. */
export const approvalRoutes: readonly Route[] = [
	{ method: 'GET', path, handle: list },
	{ method: 'POST', path, handle: process },
];

function list(): Answer {
	const { object, id, name } = discountApproval;
	return json({
		approvals: { [object]: [{ description: null, id, name, object, sortOrder: 1 }] },
	});
}

async function process(context: Context): Promise<Answer> {
	const { org } = context;
	const approvals = org.state('approvals', () => new ApprovalProcess(org));
	const { requests } = ((await context.readJson()) ?? {}) as { requests?: unknown };
	if (!Array.isArray(requests) || requests.length === 0) {
		throw refuse(400, 'JSON_PARSER_ERROR', 'requests must be a list with at least one entry');
	}
	const results = requests.map((request) =>
		processOne(context, approvals, (request ?? {}) as Record<string, unknown>),
	);
	return json(results, results.every(({ success }) => success) ? 200 : 400);
}

function processOne(
	{ session }: Context,
	approvals: ApprovalProcess,
	{ actionType, contextId, nextApproverIds, processDefinitionNameOrId }: Record<string, unknown>,
): ApprovalResult {
	if (typeof contextId !== 'string') {
		return refused(null, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [contextId]');
	}
	const next = Array.isArray(nextApproverIds) ? (nextApproverIds[0] as unknown) : undefined;
	const approverId = typeof next === 'string' ? to18(next) : undefined;
	const { id, name } = discountApproval;
	const named = processDefinitionNameOrId ?? name;
	switch (actionType) {
		case 'Submit':
			if (named !== name && named !== id) {
				return refused(
					contextId,
					'NO_APPLICABLE_PROCESS',
					'No applicable approval process was found.',
				);
			}
			return approvals.submit(to18(contextId), approverId ?? session.userId);
		case 'Approve':
			return approvals.approve(to18(contextId), approverId);
		case 'Reject':
			return approvals.reject(to18(contextId));
		default:
			return refused(
				contextId,
				'INVALID_ACTION_TYPE',
				`Invalid action type: ${String(actionType)}`,
			);
	}
}
