import type { INodePropertyOptions } from 'n8n-workflow';
import { triggerOn } from './properties';

const labels = Object.fromEntries(
	(triggerOn.options as INodePropertyOptions[]).map(({ name, value }) => [String(value), name]),
);

/** The text under the node on the canvas, in the words of the dropdown: `Record Created: Lead`. */
export const subtitle = `={{ [(${JSON.stringify(labels)})[$parameter["triggerOn"]], $parameter["object"]].filter((part) => part).join(": ") }}`;
