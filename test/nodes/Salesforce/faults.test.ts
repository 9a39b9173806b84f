import { describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { actionFamilies } from '../../e2e/faults/actionFamilies';
import { bulkFamilies } from '../../e2e/faults/bulkFamilies';
import { cellsOf, nameOf } from '../../e2e/faults/cells';
import { armPair, nameOfPair, pairsOf } from '../../e2e/faults/pairs';
import { fileFamilies } from '../../e2e/faults/fileFamilies';
import { readFamilies } from '../../e2e/faults/readFamilies';
import { runInProcess } from '../../e2e/faults/runInProcess';
import { treeFamilies } from '../../e2e/faults/treeFamilies';
import type { Family, Outcome, Phase, Verdict } from '../../e2e/faults/types';
import { writeFamilies } from '../../e2e/faults/writeFamilies';

const outcomeOf = ({ unknown, failed, notSent }: Verdict): Outcome =>
	unknown > 0 ? 'unknown' : failed + notSent > 0 ? 'failed' : 'recovered';

/** What a run with these faults says and does, if it differs from the promise. */
async function findBroken(
	family: Family,
	{ name, phase, expected }: { name: string; phase: Phase; expected: Outcome },
	arm: (org: Org) => void,
): Promise<string[]> {
	const org = await startOrg(family.policy && { policy: family.policy });
	try {
		const items = family.prepare(org);
		arm(org);
		const output = await runInProcess(org, family, items);
		const { lies, ...counts } = family.judge(org, items, output);
		const touched = output.slice(0, phase.before ?? 0).filter(({ json }) => json.error);
		if (touched.length > 0) lies.push('items of earlier calls are not done');
		const outcome = outcomeOf({ ...counts, lies });
		if (outcome !== expected) lies.push(`${outcome}, not ${expected}`);
		return lies.map((lie) => `${name}: ${lie}`);
	} finally {
		await org.close();
	}
}

// The e2e test adds the faults that take minutes, and the real n8n.
const families = [
	...writeFamilies,
	...treeFamilies,
	...readFamilies,
	...actionFamilies,
	...bulkFamilies,
	...fileFamilies,
];

describe.each(families)('$label ($id)', (family) => {
	it('ends as the table promises, whatever fault meets whichever call', async () => {
		const broken: string[] = [];
		for (const cell of cellsOf([family])) {
			if (cell.skipped !== undefined || cell.fault.slow) continue;
			const times = cell.duration === 'once' ? 1 : Infinity;
			const arm = (org: Org) => cell.fault.arm(org, cell.phase, times);
			broken.push(...(await findBroken(family, { ...cell, name: nameOf(cell) }, arm)));
		}
		expect(broken).toEqual([]);
	}, 60_000);

	it('ends so too if a second fault meets the handling of the first', async () => {
		const broken: string[] = [];
		for (const pair of pairsOf([family])) {
			const arm = (org: Org) => armPair(org, pair);
			broken.push(...(await findBroken(family, { ...pair, name: nameOfPair(pair) }, arm)));
		}
		expect(broken).toEqual([]);
	}, 60_000);
});
