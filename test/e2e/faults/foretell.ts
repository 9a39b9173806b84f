import { rules } from './rules';
import type { CallKind, Effect, Outcome } from './types';

/**
 * What the rules promise for a call that meets these faults, one try after the other: a call that was lost once
 * stays in doubt, whatever a later try says.
 */
export function foretell(kind: CallKind, effects: readonly Effect[]): Outcome {
	const changes = kind === 'repeatable write' || kind === 'create' || kind === 'start';
	let inDoubt = false;
	for (const effect of effects) {
		inDoubt ||= changes && (effect === 'lost' || effect === 'garbled');
		const { once, always } = rules[kind][effect];
		if (once !== 'recovered') return inDoubt ? 'unknown' : always;
	}
	return 'recovered';
}
