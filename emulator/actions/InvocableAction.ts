import { type Context } from '../server/Route';

/** An input or output of an action, as its describe shows it. */
export interface ActionParameter {
	name: string;
	label: string;
	/** `STRING`, `NUMBER`, `BOOLEAN`, `DATE`, `REFERENCE`. */
	type: 'STRING' | 'NUMBER' | 'BOOLEAN' | 'DATE' | 'REFERENCE';
	required: boolean;
}

/** A flow or an Apex method that clients may invoke. */
export interface InvocableAction {
	kind: 'flow' | 'apex';
	name: string;
	label: string;
	inputs: readonly ActionParameter[];
	outputs: readonly ActionParameter[];
	/** Does it for one set of inputs and answers its outputs; an error fails this set alone. */
	run(context: Context, inputs: Readonly<Record<string, unknown>>): Record<string, unknown>;
}
