import { notFound, refuse } from '../core/SalesforceError';
import { type Answer, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { createFollowUpTask } from './createFollowUpTask';
import { caseReceived, emailSimple } from './emailActions';
import { type ActionParameter, type InvocableAction } from './InvocableAction';
import { planVisits } from './planVisits';
import { runAction } from './runAction';
import { scoreLead } from './scoreLead';
import { submitForApproval } from './submitForApproval';

const path = '/services/data/:version/actions';

/** Inputs that one call takes. */
const MAX_INPUTS = 200;

/** Invocable actions: what there is, how it is called, the call. */
export const actionRoutes: readonly Route[] = [
	{
		method: 'GET',
		path,
		handle: ({ base }) => json(links(`${base}/actions`, ['standard', 'custom'])),
	},
	{
		method: 'GET',
		path: `${path}/custom`,
		handle: ({ base }) => json(links(`${base}/actions/custom`, ['apex', 'emailAlert', 'flow'])),
	},
	{ method: 'GET', path: `${path}/standard`, handle: list },
	{ method: 'GET', path: `${path}/standard/:name`, handle: describe },
	{ method: 'POST', path: `${path}/standard/:name`, handle: invoke },
	{ method: 'GET', path: `${path}/custom/:kind`, handle: list },
	// Those of an email alert's object, or one of another kind.
	{ method: 'GET', path: `${path}/custom/:kind/:name`, handle: describe },
	{ method: 'POST', path: `${path}/custom/:kind/:name`, handle: invoke },
	{ method: 'GET', path: `${path}/custom/:kind/:object/:name`, handle: describe },
	{ method: 'POST', path: `${path}/custom/:kind/:object/:name`, handle: invoke },
];

/** What an org has; a test may add to its own. */
export const actionsOf = ({ org }: Pick<Context, 'org'>): InvocableAction[] =>
	org.state('actions', () => [
		createFollowUpTask,
		planVisits,
		scoreLead,
		emailSimple,
		submitForApproval,
		caseReceived,
	]);

function links(base: string, names: readonly string[]): Record<string, string> {
	return Object.fromEntries(names.map((name) => [name, `${base}/${name}`]));
}

const same = (left = '', right = '') => left.toLowerCase() === right.toLowerCase();

const kindOf = ({ params }: Context) => params.kind ?? 'standard';

function find(context: Context): InvocableAction {
	const { params } = context;
	const found = actionsOf(context).find(
		({ kind, name, object }) =>
			same(kind, kindOf(context)) && same(name, params.name) && same(object, params.object),
	);
	if (!found) throw notFound();
	if (found.isDenied?.(context)) {
		throw refuse(403, 'FORBIDDEN', `You do not have access to the Apex class named: ${found.name}`);
	}
	return found;
}

const typeOf = ({ type, kind }: InvocableAction) => type ?? kind.toUpperCase();

function list(context: Context): Answer {
	const { base } = context;
	const found = actionsOf(context).filter(({ kind }) => same(kind, kindOf(context)));
	if (found.length === 0) throw notFound();
	return json({
		actions: found.map((action) => {
			const { kind, object, name, label } = action;
			const place = kind === 'standard' ? kind : `custom/${kind}`;
			const below = object === undefined ? name : `${object}/${name}`;
			return {
				label,
				name: below.replace('/', '.'),
				type: typeOf(action),
				url: `${base}/actions/${place}/${below}`,
			};
		}),
	});
}

function describe(context: Context): Answer {
	const action = find(context);
	const { kind, name, label, inputs, outputs, object, description = null } = action;
	return json({
		category: null,
		description,
		inputs: inputs.map(describeParameter),
		label,
		name,
		outputs: outputs.map(describeParameter),
		standard: kind === 'standard',
		targetEntityName: object ?? null,
		type: typeOf(action),
	});
}

function describeParameter(parameter: ActionParameter) {
	const { name, label, type, required } = parameter;
	const { description = null, maxOccurs = 1, sobjectType = null, picklistValues } = parameter;
	return {
		byteLength: 0,
		description,
		label,
		maxOccurs,
		name,
		picklistValues:
			picklistValues?.map((value) => ({
				active: true,
				defaultValue: false,
				label: value,
				value,
			})) ?? null,
		required,
		sobjectType,
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
	if (inputs.length > MAX_INPUTS) {
		const message = `The number of inputs can't exceed ${MAX_INPUTS}`;
		throw refuse(400, 'LIMIT_EXCEEDED', message);
	}
	const results = inputs.map((entry) => runAction(context, action, entry));
	return json(results, results.every(({ isSuccess }) => isSuccess) ? 200 : 400);
}
