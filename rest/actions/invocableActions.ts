import { flag, list, number, object, optional, text } from '../call/shape';
import { InvalidInputError, SalesforceApiError } from '../errors';
import { path } from '../path';
import type { Client } from '../types';

/** The kinds of invocable actions that a client runs by one and the same resource. */
export type InvocableKind = 'flow' | 'apex' | 'standard' | 'emailAlert';

/** An action as a list of the org shows it. */
export interface ActionSummary {
	/** What finds it: `My_Flow`; of an email alert `Case.My_Alert`. */
	name: string;
	label: string;
}

/** An input or output of an action. */
export interface ActionParameter {
	/** Case matters. */
	name: string;
	label: string;
	/** In capitals: `STRING`, `NUMBER`, `BOOLEAN`, `DATE`, `DATETIME`, `REFERENCE`, `SOBJECT`, … */
	type: string;
	required: boolean;
	/** How many values it takes: a list, if it is more than one. */
	maxOccurs?: number | null;
	description?: string | null;
	picklistValues?: Array<{ label?: string | null; value: string }> | null;
	/** The object of a `SOBJECT`. */
	sobjectType?: string | null;
}

export interface ActionDescribe {
	name: string;
	label: string;
	inputs: ActionParameter[];
}

const summaries = object<{ actions: Array<ActionSummary & { url?: string | null }> }>({
	actions: list(
		object<ActionSummary & { url?: string | null }>({
			name: text,
			label: text,
			url: optional(text),
		}),
	),
});

const parameter = object<ActionParameter>({
	name: text,
	label: text,
	type: text,
	required: flag,
	maxOccurs: optional(number),
	description: optional(text),
	picklistValues: optional(
		list(object<{ label?: string | null; value: string }>({ value: text, label: optional(text) })),
	),
	sobjectType: optional(text),
});

const describe = object<ActionDescribe>({ name: text, label: text, inputs: list(parameter) });

const UNKNOWN =
	'Check the API name: choose From List to see the names. Salesforce answers the same if the user may not run the action.';

/** What Salesforce says of an action that it doesn't offer doesn't tell why. */
const REASONS: Array<[path: RegExp, reason: string]> = [
	[
		/\/actions\/custom\/flow\//,
		'Salesforce offers active autolaunched flows only: only a person can start a screen flow, and nobody can start an inactive flow.',
	],
	[
		/\/actions\/custom\/apex\//,
		'The name must be the name of a class with a method marked as @InvocableMethod.',
	],
	[/\/actions\/standard\//, 'The standard actions of an org depend on its licenses.'],
	[/\/quickActions\//, "A global action has no object: leave 'Object' empty for it."],
];

function adviseOnUnknown(path: string): string {
	const reason = REASONS.find(([of]) => of.test(path))?.[1];
	return reason === undefined ? UNKNOWN : `${UNKNOWN} ${reason}`;
}

const DENIED =
	"Give the user the right by a permission set: 'Run Flows' or access to this flow, or to the Apex class.";

/** Says what to do about an action that is not there, or not for this user. */
export function adviseOnAction(error: unknown): unknown {
	if (!(error instanceof SalesforceApiError)) return error;
	if (error.statusCode === 404) error.advice ??= adviseOnUnknown(error.request.path);
	if (error.statusCode === 403 && error.errorCode !== 'REQUEST_LIMIT_EXCEEDED') {
		error.advice ??= DENIED;
	}
	return error;
}

/** The path of the actions. */
const placeOf = (kind: InvocableKind) =>
	kind === 'standard' ? 'actions/standard' : path`actions/custom/${kind}`;

/**
 * The resource of an action. The name of an email alert has its object before it: `Case.My_Alert`, or with a slash.
 *
 * @throws InvalidInputError for an email alert without its object
 */
export function pathOfAction(kind: InvocableKind, name: string): string {
	if (kind !== 'emailAlert') return `${placeOf(kind)}/${path`${name}`}`;
	const parts = name.split(/[./]/);
	if (parts.length === 2) return [placeOf(kind), ...parts.map((part) => path`${part}`)].join('/');
	throw new InvalidInputError(
		`"${name}" does not name an email alert`,
		'Its name must begin with its object, as in Case.My_Alert',
	);
}

/** The name as a path has it, e.g. `Case.My_Alert` of `/services/data/v67.0/actions/custom/emailAlert/Case/My_Alert`. */
function nameOf(kind: InvocableKind, { name, url }: ActionSummary & { url?: string | null }) {
	if (kind !== 'emailAlert') return name;
	const below = /\/emailAlert\/([^?]+)$/.exec(url ?? '')?.[1];
	return below === undefined ? name : decodeURIComponent(below).replaceAll('/', '.');
}

/**
 * The actions of a kind that the user may run.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_actions_invocable_custom.htm
 *
 * @returns an empty list if the org has no action of that kind
 * @throws SalesforceApiError
 */
export async function listActions(client: Client, kind: InvocableKind): Promise<ActionSummary[]> {
	try {
		const { body } = await client.request({ path: placeOf(kind), shape: summaries });
		return body.actions.map((action) => ({ name: nameOf(kind, action), label: action.label }));
	} catch (error) {
		if (error instanceof SalesforceApiError && error.statusCode === 404) return [];
		throw error;
	}
}

/**
 * The inputs and outputs of an action.
 * https://developer.salesforce.com/docs/atlas.en-us.api_action.meta/api_action/actions_intro_describe.htm
 *
 * @throws SalesforceApiError NOT_FOUND for an action that the org doesn't offer to the user, with what to do
 */
export async function describeAction(
	client: Client,
	kind: InvocableKind,
	name: string,
): Promise<ActionDescribe> {
	try {
		const { body } = await client.request({ path: pathOfAction(kind, name), shape: describe });
		return body;
	} catch (error) {
		throw adviseOnAction(error);
	}
}
