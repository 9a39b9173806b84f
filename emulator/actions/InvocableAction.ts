import { type Context } from '../server/Route';

/** An input or output of an action, as its describe shows it. */
export interface ActionParameter {
	name: string;
	label: string;
	type: 'STRING' | 'NUMBER' | 'BOOLEAN' | 'DATE' | 'DATETIME' | 'REFERENCE' | 'ID' | 'SOBJECT';
	required: boolean;
	/** Help for whoever fills it in. */
	description?: string;
	/** How many values it takes: a list, where it is more than one. @default 1 */
	maxOccurs?: number;
	/** The object of a `SOBJECT`. */
	sobjectType?: string;
	picklistValues?: readonly string[];
}

/** What clients may invoke: a flow, an Apex method, an action of Salesforce's own, an email alert. */
export interface InvocableAction {
	kind: 'flow' | 'apex' | 'standard' | 'emailAlert';
	name: string;
	label: string;
	/** The object that an email alert belongs to, which stands in its path. */
	object?: string;
	description?: string;
	/** @default the kind in capitals */
	type?: string;
	inputs: readonly ActionParameter[];
	outputs: readonly ActionParameter[];
	/** Whether the user of a session may not run it. */
	isDenied?: (context: Context) => boolean;
	/** Does it for one set of inputs and answers its outputs; an error fails this set alone. */
	run(context: Context, inputs: Readonly<Record<string, unknown>>): Record<string, unknown>;
}
