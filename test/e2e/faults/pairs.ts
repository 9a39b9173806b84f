import type { Org } from '../../../emulator';
import { exceptions, unrunnable } from './exceptions';
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

const isRunnable = (family: Pair['family'], phase: Phase, fault: FaultKind) =>
	!unrunnable.some(({ where }) => where({ family, phase, fault, duration: 'once' }));

const findException = (family: Pair['family'], phase: Phase, fault: FaultKind) =>
	exceptions.find(({ where }) => where({ family, phase, fault, duration: 'once' }));

export interface Chain {
	first: string;
	/** How it goes on, for the reader of the table. */
	about: string;
	/** The calls that go on after the first fault. */
	kinds: readonly CallKind[];
	isSecond: (second: FaultKind) => boolean;
}

export const chains: readonly Chain[] = [
	{
		first: 'locked-row',
		about: 'the locked row is sent again, and that call meets each other fault',
		kinds: WRITES,
		isSecond: isQuick,
	},
	{
		first: 'revoked',
		about: 'after the new login, the call is sent again and meets each other fault',
		kinds: [...REPEATED, 'create', 'start'],
		isSecond: (second) => isQuick(second) && !needsLogin(second) && !isRefusedAgain(second),
	},
	{
		first: '503',
		about: 'the call is sent again, and its connection is lost',
		kinds: REPEATED,
		isSecond: ({ id }) => id.startsWith('drop-'),
	},
	{
		first: 'cut',
		about: 'the call is sent again, and its session is over or refused',
		kinds: REPEATED,
		isSecond: (second) => isRefusedAgain(second) || ['quota', 'login-refused'].includes(second.id),
	},
	{
		first: '429',
		about: 'the call is sent again, and meets each other fault',
		kinds: WRITES,
		isSecond: isQuick,
	},
];

/** Pairs of faults at each call of each operation. */
export function pairsOf(families: readonly Pick<Family, 'id' | 'label' | 'phases'>[]): Pair[] {
	return chains.flatMap(({ first: firstId, kinds, isSecond }) => {
		const first = faultKinds.find(({ id }) => id === firstId)!;
		return families.flatMap((family) =>
			family.phases
				.filter(
					(phase) =>
						kinds.includes(phase.kind) &&
						isRunnable(family, phase, first) &&
						!findException(family, phase, first),
				)
				.flatMap((phase) =>
					faultKinds
						.filter((second) => isSecond(second) && isRunnable(family, phase, second))
						.map((second) => ({
							family,
							phase,
							first,
							second,
							expected:
								findException(family, phase, second)?.outcome ??
								foretell(phase.kind, [first.effect, second.effect]),
						})),
				),
		);
	});
}

/** Both faults wait for the same call: the second one hits what is sent because of the first. */
export function armPair(org: Org, { phase, first, second }: Pair): void {
	first.arm(org, phase, 1);
	// The call has a session by then: a login that fails is one after it.
	const login = phase.login === 'now' ? 'earlier in the run' : phase.login;
	second.arm(org, { ...phase, login }, 1);
}
