import type { INodePropertyOptions } from 'n8n-workflow';
import { triggerOn } from './properties';

const labels = Object.fromEntries(
	(triggerOn.options as INodePropertyOptions[]).map(({ name, value }) => [String(value), name]),
);

/** What stands under the node on the canvas, in the dropdown's own words: `Record Created: Lead`. */
export const subtitle = `={{ [(${JSON.stringify(labels)})[$parameter["triggerOn"]], $parameter["object"]].filter((part) => part).join(": ") }}`;
