import { faultKinds } from './faultKinds';
import { foretell } from './foretell';
import type { CallKind, Family, FaultKind, Outcome, Phase } from './types';

/** A second fault, met while the first one is handled. */
export interface Pair {
	family: Pick<Family, 'id' | 'label'>;
	phase: Phase;
	first: FaultKind;
	second: FaultKind;
	/** By the rules. */
	expected: Outcome;
}

export const nameOfPair = ({ family, phase, first, second }: Pair): string =>
	`${family.id} / ${phase.label} / ${first.id} then ${second.id}`;

const WRITES: readonly CallKind[] = ['create', 'repeatable write'];
const REPEATED: readonly CallKind[] = ['read', 'repeatable write', 'job step', 'follow-up'];

const isQuick = ({ slow }: FaultKind) => slow !== true;
/** A login that fails is a second fault by itself: the first one has ended the session. */
const needsLogin = ({ id }: FaultKind) => id.startsWith('login-');
/** Whether it ends the session that a first fault has just had renewed: two 401 in a row are one of their own. */
const isRefusedAgain = ({ id }: FaultKind) => ['401', 'revoked', 'newest-token'].includes(id);

interface Chain {
	first: string;
	/** The calls that go on after the first fault. */
	kinds: readonly CallKind[];
	isSecond: (second: FaultKind) => boolean;
}

const chains: readonly Chain[] = [
	{ first: 'locked-row', kinds: WRITES, isSecond: isQuick },
	{
		first: 'revoked',
		kinds: [...REPEATED, 'create', 'start'],
		isSecond: (second) => isQuick(second) && !needsLogin(second) && !isRefusedAgain(second),
	},
	{ first: '503', kinds: REPEATED, isSecond: ({ id }) => id.startsWith('drop-') },
	{
		first: 'cut',
		kinds: REPEATED,
		isSecond: (second) => isRefusedAgain(second) || ['quota', 'login-refused'].includes(second.id),
	},
	{ first: '429', kinds: WRITES, isSecond: isQuick },
];

/** Pairs of faults at each call of each operation. */
export function pairsOf(families: readonly Pick<Family, 'id' | 'label' | 'phases'>[]): Pair[] {
	return chains.flatMap(({ first: firstId, kinds, isSecond }) => {
		const first = faultKinds.find(({ id }) => id === firstId)!;
		return families.flatMap((family) =>
			family.phases
				.filter(({ kind }) => kinds.includes(kind))
				.flatMap((phase) =>
					faultKinds
						.filter((second) => isSecond(second) && (second.only?.includes(phase.kind) ?? true))
						.map((second) => ({
							family,
							phase,
							first,
							second,
							expected: foretell(phase.kind, [first.effect, second.effect]),
						})),
				),
		);
	});
}
