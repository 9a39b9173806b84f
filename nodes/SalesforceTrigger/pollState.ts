import type { IPollFunctions } from 'n8n-workflow';
import type { CursorState } from './cursor';
import type { RecycleBin, TriggerOn } from './events';
import type { RememberedFields } from './fieldMemory';

/** What n8n keeps between polls, in the node's static data. */
export interface PollState {
	/** What the cursor is about: with another object or event it starts again. */
	object: string;
	triggerOn: TriggerOn;
	cursor: CursorState;
	/** How many polls have returned items. */
	deliveries: number;
	bin?: RecycleBin;
	/** With Changed Fields: what they held. */
	values?: RememberedFields;
}

const KEY = 'changes';

/** The state of the last poll, or `undefined` if there is none for this object and event. */
export function loadState(
	context: IPollFunctions,
	object: string,
	triggerOn: TriggerOn,
): PollState | undefined {
	const state = context.getWorkflowStaticData('node')[KEY] as PollState | undefined;
	const isOurs = state?.object === object && state.triggerOn === triggerOn;
	// n8n wraps what it returns, to notice every change. The next state must contain none of these wraps.
	return isOurs ? (JSON.parse(JSON.stringify(state)) as PollState) : undefined;
}

/**
 * Gives the state to n8n, which saves it together with the items that the poll returns. Call it last: n8n keeps a
 * changed state even if the poll throws afterwards.
 */
export function saveState(context: IPollFunctions, state: PollState): void {
	context.getWorkflowStaticData('node')[KEY] = state;
}
