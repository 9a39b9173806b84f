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
		if (value !== null && !hasType(input, value)) {
			const message = `The input parameter ${input.name} must be of type ${input.type}`;
			return { statusCode: 'INVALID_ARGUMENT_TYPE', message };
		}
	}
	return undefined;
}

function hasType({ type }: ActionParameter, value: unknown): boolean {
	if (type === 'NUMBER') return typeof value === 'number';
	if (type === 'BOOLEAN') return typeof value === 'boolean';
	return typeof value === 'string';
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
