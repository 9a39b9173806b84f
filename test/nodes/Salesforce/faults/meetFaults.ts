import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../../e2e/faults/cells';
import { pairsOf } from '../../../e2e/faults/pairs';
import { runAll, runTrial, toPairTrial, toTrial, type Trial } from '../../../e2e/faults/trials';
import type { Family, Outcome } from '../../../e2e/faults/types';
import { outcomeOf } from '../../../e2e/faults/verdicts';

interface Expected extends Trial {
	expected: Outcome;
}

/** Trials at a time: half of what they do is wait. */
const WIDTH = 6;

/** Of the trials, one in so many: all of them take minutes. */
const SHARE = 5;

/** The e2e test runs them all. So does this one with `ALL_FAULTS=1`. */
const shareOf = <Trials>(all: readonly Trials[]): readonly Trials[] =>
	process.env.ALL_FAULTS ? all : all.filter((_, at) => at % SHARE === 0);

/** What the trials say and do, if it differs from the promise. */
async function findBroken(trials: readonly Expected[]): Promise<string[]> {
	const broken: string[] = [];
	await runAll(trials, WIDTH, async (trial) => {
		const verdict = await runTrial(trial);
		const outcome = outcomeOf(verdict);
		const lies = [...verdict.lies];
		if (outcome !== trial.expected) lies.push(`${outcome}, not ${trial.expected}`);
		broken.push(...lies.map((lie) => `${trial.name}: ${lie}`));
	});
	return broken;
}

/**
 * A share of the fault matrix of these operations. The e2e test runs all of it, also the faults that take minutes, and
 * in the real n8n.
 */
export function meetFaults(families: readonly Family[]): void {
	describe.each(families)('$label ($id)', (family) => {
		it('ends as the table promises, whatever fault meets whichever call', async () => {
			const cells = cellsOf([family]).filter((cell) => !cell.skipped && !cell.fault.slow);
			const trials = shareOf(cells).map((cell) => ({ ...toTrial(cell), expected: cell.expected }));
			expect(await findBroken(trials)).toEqual([]);
		}, 60_000);

		it('ends so too if a second fault meets the handling of the first', async () => {
			const pairs = shareOf(pairsOf([family]));
			const trials = pairs.map((pair) => ({ ...toPairTrial(pair), expected: pair.expected }));
			expect(await findBroken(trials)).toEqual([]);
		}, 60_000);
	});
}
