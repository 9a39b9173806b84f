/** How an org's events behave. */
export interface EventPolicy {
	/** Objects whose changes are published as change events; as in Setup, none until chosen. */
	changeDataCapture: string[];
	/** Change events lose their fields and say GAP_…, as they do when the org can't keep up. */
	changeEventGaps: boolean;
}

export function createEventPolicy(): EventPolicy {
	return { changeDataCapture: [], changeEventGaps: false };
}
