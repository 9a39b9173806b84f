import { notFound, refuse } from '../core/SalesforceError';
import { type Answer, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { rowError } from '../store/Row';
import { updateRow } from '../store/updateRow';

const path = '/services/data/:version/process/rules';

/** The one workflow rule of an org: a case of high priority is escalated. */
const rule = {
	actions: [{ id: '04YgL0000000001QAA', name: 'Escalate', type: 'FieldUpdate' }],
	description: 'Escalates cases of high priority',
	id: '01QgL0000000001QAA',
	name: 'Escalate High Priority',
	namespacePrefix: null,
	object: 'Case',
};

/** Process rules: what there is, and to run them for records. */
export const ruleRoutes: readonly Route[] = [
	{ method: 'GET', path, handle: () => json({ rules: { Case: [rule] } }) },
	{ method: 'GET', path: `${path}/:object`, handle: list },
	{ method: 'POST', path, handle: run },
	{ method: 'POST', path: `${path}/:object`, handle: run },
	{ method: 'POST', path: `${path}/:object/:rule`, handle: run },
];

function requireRules({ params }: Context): void {
	const isCase = params.object === undefined || params.object.toLowerCase() === 'case';
	if (!isCase || (params.rule !== undefined && params.rule !== rule.id)) throw notFound();
}

function list(context: Context): Answer {
	requireRules(context);
	return json({ rules: { Case: [rule] } });
}

async function run(context: Context): Promise<Answer> {
	requireRules(context);
	const { org, session } = context;
	const { contextIds } = ((await context.readJson()) ?? {}) as { contextIds?: unknown };
	if (!Array.isArray(contextIds) || contextIds.length === 0) {
		throw refuse(400, 'JSON_PARSER_ERROR', 'contextIds must be a list with at least one entry');
	}
	const ids = contextIds.map(String);
	// Without an object in the path, records of any object are looked at by their rules.
	const isThere = (id: string) => {
		const object = context.params.object ?? org.metadata.objectOfId(id)?.name;
		return object !== undefined && org.store.get(object, id) !== undefined;
	};
	const missing = ids.find((id) => !isThere(id));
	if (missing !== undefined) {
		const error = rowError('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${missing}`);
		return json({ errors: [error], success: false }, 400);
	}
	for (const id of ids) {
		if (org.store.get('Case', id)?.Priority !== 'High') continue;
		updateRow(org.store, 'Case', id, { IsEscalated: true }, { userId: session.userId });
	}
	return json({ errors: null, success: true });
}
