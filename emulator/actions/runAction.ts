import { type Context } from '../server/Route';
import { type ActionParameter, type InvocableAction } from './InvocableAction';

export interface ActionResult {
	actionName: string;
	errors: { statusCode: string; message: string; fields: string[] }[] | null;
	invocationId: null;
	isSuccess: boolean;
	outcome: null;
	outputValues: Record<string, unknown> | null;
	sortOrder: number;
	version: number;
}

/** Runs an action for one set of inputs, in a transaction of its own. */
export function runAction(context: Context, action: InvocableAction, entry: unknown): ActionResult {
	const wrong = checkInputs(action, entry);
	if (wrong) return toResult(action, null, wrong);
	try {
		const inputs = entry as Record<string, unknown>;
		const outputs = context.org.store.transaction(() => action.run(context, inputs));
		return toResult(action, outputs, null);
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		return toResult(action, null, { statusCode: 'UNKNOWN_EXCEPTION', message });
	}
}

interface Failure {
	statusCode: string;
	message: string;
}

function checkInputs(action: InvocableAction, entry: unknown): Failure | undefined {
	if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
		return { statusCode: 'INVALID_ARGUMENT_TYPE', message: 'A set of inputs must be an object' };
	}
	const values = entry as Record<string, unknown>;
	const stranger = Object.keys(values).find((name) =>
		action.inputs.every((input) => input.name !== name),
	);
	if (stranger !== undefined) {
		const message = `The action ${action.name} has no input parameter ${stranger}`;
		return { statusCode: 'INVALID_ARGUMENT_TYPE', message };
	}
	for (const input of action.inputs) {
		const value = values[input.name] ?? null;
		if (value === null && input.required) {
			const message = `Missing required input parameter: ${input.name}`;
			return { statusCode: 'REQUIRED_FIELD_MISSING', message };
		}
		if (value !== null && !fits(input, value)) {
			const what = isList(input) ? `a list of type ${input.type}` : `of type ${input.type}`;
			const message = `The input parameter ${input.name} must be ${what}`;
			return { statusCode: 'INVALID_ARGUMENT_TYPE', message };
		}
	}
	return undefined;
}

const isList = ({ maxOccurs = 1 }: ActionParameter) => maxOccurs > 1;

function fits(input: ActionParameter, value: unknown): boolean {
	if (!isList(input)) return hasType(input, value);
	return Array.isArray(value) && value.every((entry) => hasType(input, entry));
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:?\d{2})$/;

function hasType({ type, sobjectType }: ActionParameter, value: unknown): boolean {
	if (type === 'NUMBER') return typeof value === 'number';
	if (type === 'BOOLEAN') return typeof value === 'boolean';
	if (type === 'SOBJECT') {
		const { attributes } = (value ?? {}) as { attributes?: { type?: unknown } };
		return typeof value === 'object' && attributes?.type === sobjectType;
	}
	if (typeof value !== 'string') return false;
	if (type === 'DATE') return DATE.test(value);
	return type !== 'DATETIME' || DATETIME.test(value);
}

function toResult(
	{ name }: InvocableAction,
	outputValues: Record<string, unknown> | null,
	failure: Failure | null,
): ActionResult {
	return {
		actionName: name,
		errors: failure && [{ ...failure, fields: [] }],
		invocationId: null,
		isSuccess: failure === null,
		outcome: null,
		outputValues,
		sortOrder: -1,
		version: 1,
	};
}
