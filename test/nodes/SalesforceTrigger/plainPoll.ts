import type { ModelOrg, Version } from './ModelOrg';
import type { TriggerOn } from '../../../nodes/SalesforceTrigger/events';

const MARGIN = 15 * 60_000;

/** What the plain approach keeps: the time of the last check, and what it has given out. */
export interface PlainState {
	lastChecked?: number;
	given: readonly string[];
}

/**
 * The plain approach: everything stamped since the last check, less a margin, that was not given out
 * before. An update is told from a creation by the record having been there before the window.
 *
 * @param memory how many records it remembers
 */
export function pollPlainly(
	org: ModelOrg,
	triggerOn: TriggerOn,
	state: PlainState,
	memory = 10_000,
): { found: Version[]; state: PlainState } {
	const since = state.lastChecked === undefined ? org.now : state.lastChecked - MARGIN;
	const keyOf = ({ id, stamp }: Version) => (triggerOn === 'created' ? id : `${id} ${stamp}`);
	const known = new Set(state.given);
	const found = org
		.stream(triggerOn)
		.filter(({ stamp }) => stamp >= since && stamp < org.now)
		.filter(({ created }) => triggerOn !== 'updated' || created < since)
		.filter((row) => !known.has(keyOf(row)));
	const given = [...state.given, ...found.map(keyOf)].slice(-memory);
	return { found, state: { lastChecked: org.now, given } };
}
