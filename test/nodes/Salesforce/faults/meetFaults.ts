import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cellsOf, nameOf } from '../../../e2e/faults/cells';
import { nodeFamilies } from '../../../e2e/faults/nodeFamilies';
import { nameOfPair, pairsOf } from '../../../e2e/faults/pairs';
import { runAll, runTrial, toPairTrial, toTrial, type Trial } from '../../../e2e/faults/trials';
import type { Family, Outcome } from '../../../e2e/faults/types';
import { outcomeOf } from '../../../e2e/faults/verdicts';

interface Expected extends Trial {
	expected: Outcome;
}

/** Trials at a time: half of what they do is wait. */
const WIDTH = 6;

const runnableCells = (families: readonly Family[]) =>
	cellsOf(families).filter((cell) => !cell.skipped && !cell.fault.slow);

/**
 * The names of as many trials as it takes to meet every key: all of them take minutes. They come in an order of their
 * own, the same in each run, so that no operation meets all faults for the others.
 */
function choose<Place>(
	all: readonly Place[],
	toName: (place: Place) => string,
	toKeys: (place: Place) => string[],
): Set<string> {
	const orderOf = (place: Place) => createHash('sha1').update(toName(place)).digest('hex');
	const ordered = all.map((place) => ({ place, order: orderOf(place) }));
	ordered.sort((one, other) => (one.order < other.order ? -1 : 1));
	const met = new Set<string>();
	const chosen = new Set<string>();
	for (const { place } of ordered) {
		const keys = toKeys(place);
		if (keys.every((key) => met.has(key))) continue;
		for (const key of keys) met.add(key);
		chosen.add(toName(place));
	}
	return chosen;
}

/** Each fault in each kind of call, and each call of each operation. */
const chosenCells = choose(
	runnableCells(nodeFamilies),
	nameOf,
	({ family, phase, fault, duration }) => [
		`${phase.kind}: ${fault.id} ${duration}`,
		`${family.id}, ${phase.label}: ${duration}`,
	],
);

/** Each second fault after each first one in each kind of call, and each call of each operation. */
const chosenPairs = choose(
	pairsOf(nodeFamilies),
	nameOfPair,
	({ family, phase, first, second }) => [
		`${phase.kind}: ${first.id} ${second.id}`,
		`${family.id}, ${phase.label}`,
	],
);

/** The e2e test runs them all. So does this one with `ALL_FAULTS=1`. */
const isWanted = (chosen: Set<string>, name: string) =>
	process.env.ALL_FAULTS !== undefined || chosen.has(name);

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
			const cells = runnableCells([family]).filter((cell) => isWanted(chosenCells, nameOf(cell)));
			expect(cells.length).toBeGreaterThan(0);
			const trials = cells.map((cell) => ({ ...toTrial(cell), expected: cell.expected }));
			expect(await findBroken(trials)).toEqual([]);
		}, 60_000);

		it('ends so too if a second fault meets the handling of the first', async () => {
			const pairs = pairsOf([family]).filter((pair) => isWanted(chosenPairs, nameOfPair(pair)));
			expect(pairs.length).toBeGreaterThan(0);
			const trials = pairs.map((pair) => ({ ...toPairTrial(pair), expected: pair.expected }));
			expect(await findBroken(trials)).toEqual([]);
		}, 60_000);
	});
}
