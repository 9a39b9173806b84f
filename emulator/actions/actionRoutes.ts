import { notFound, refuse } from '../core/SalesforceError';
import { type Answer, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { createFollowUpTask } from './createFollowUpTask';
import { type ActionParameter, type InvocableAction } from './InvocableAction';
import { runAction } from './runAction';
import { scoreLead } from './scoreLead';

const path = '/services/data/:version/actions';
const actions: readonly InvocableAction[] = [createFollowUpTask, scoreLead];

/** Invocable actions: what there is, how it is called, the call. */
export const actionRoutes: readonly Route[] = [
	{ method: 'GET', path, handle: ({ base }) => json(links(`${base}/actions`, ['custom'])) },
	{
		method: 'GET',
		path: `${path}/custom`,
		handle: ({ base }) => json(links(`${base}/actions/custom`, ['apex', 'flow'])),
	},
	{ method: 'GET', path: `${path}/custom/:kind`, handle: list },
	{ method: 'GET', path: `${path}/custom/:kind/:name`, handle: describe },
	{ method: 'POST', path: `${path}/custom/:kind/:name`, handle: invoke },
];

function links(base: string, names: readonly string[]): Record<string, string> {
	return Object.fromEntries(names.map((name) => [name, `${base}/${name}`]));
}

function find({ params }: Context): InvocableAction {
	const same = (left: string, right = '') => left.toLowerCase() === right.toLowerCase();
	const found = actions.find(
		({ kind, name }) => same(kind, params.kind) && same(name, params.name),
	);
	if (!found) throw notFound();
	return found;
}

function list({ params, base }: Context): Answer {
	const kind = params.kind?.toLowerCase();
	const found = actions.filter((action) => action.kind === kind);
	if (found.length === 0) throw notFound();
	return json({
		actions: found.map(({ name, label }) => ({
			label,
			name,
			type: kind?.toUpperCase(),
			url: `${base}/actions/custom/${kind}/${name}`,
		})),
	});
}

function describe(context: Context): Answer {
	const { kind, name, label, inputs, outputs } = find(context);
	return json({
		description: null,
		inputs: inputs.map(describeParameter),
		label,
		name,
		outputs: outputs.map(describeParameter),
		standard: false,
		targetEntityName: null,
		type: kind.toUpperCase(),
	});
}

function describeParameter({ name, label, type, required }: ActionParameter) {
	return {
		byteLength: 0,
		description: null,
		label,
		maxOccurs: 1,
		name,
		picklistValues: null,
		required,
		sobjectType: null,
		type,
	};
}

/** One failed set of inputs makes the call a 400; the others stay done, and say so in the same body. */
async function invoke(context: Context): Promise<Answer> {
	const action = find(context);
	const body = (await context.readJson()) as { inputs?: unknown } | null;
	const inputs = body?.inputs;
	if (!Array.isArray(inputs) || inputs.length === 0) {
		throw refuse(400, 'INVALID_ARGUMENT_TYPE', 'inputs must be a list with at least one entry');
	}
	const results = inputs.map((entry) => runAction(context, action, entry));
	return json(results, results.every(({ isSuccess }) => isSuccess) ? 200 : 400);
}
