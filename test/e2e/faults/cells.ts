import { faultKinds } from './faultKinds';
import { exceptions, unrunnable } from './exceptions';
import { rules } from './rules';
import type { Duration, Family, FaultKind, Outcome, Phase } from './types';

/** One fault at one call of one operation. */
export interface Cell {
	family: Pick<Family, 'id' | 'label'>;
	phase: Phase;
	fault: FaultKind;
	duration: Duration;
	/** By the rules, or by an exception to them. */
	expected: Outcome;
	/** Why it is not run. */
	skipped?: string;
}

export const nameOf = ({ family, phase, fault, duration }: Cell): string =>
	`${family.id} / ${phase.label} / ${fault.id} / ${duration}`;

const durations: readonly Duration[] = ['once', 'always'];

/** The product of the axes: families with their phases, faults, and how long they last. */
export function cellsOf(families: readonly Pick<Family, 'id' | 'label' | 'phases'>[]): Cell[] {
	return families.flatMap((family) =>
		faultKinds.flatMap((fault) =>
			family.phases.flatMap((phase) =>
				durations.map((duration): Cell => {
					const place = { family, phase, fault, duration };
					const skipped = unrunnable.find(({ where }) => where(place));
					const exception = exceptions.find(({ where }) => where(place));
					return {
						...place,
						expected: exception?.outcome ?? rules[phase.kind][fault.effect][duration],
						...(skipped && { skipped: skipped.why }),
					};
				}),
			),
		),
	);
}
