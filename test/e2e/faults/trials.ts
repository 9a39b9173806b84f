import type { N8nItem } from '../../../demo';
import { startOrg, type Org } from '../../../emulator';
import { nameOf, type Cell } from './cells';
import { nodeFamilies } from './nodeFamilies';
import { armPair, nameOfPair, type Pair } from './pairs';
import { runInProcess } from './runInProcess';
import type { Family, Json, Phase, Verdict } from './types';

/** One run of a family, and what is brought upon it. */
export interface Trial {
	name: string;
	family: Pick<Family, 'id' | 'label'>;
	phase: Phase;
	arm: (org: Org) => void;
}

/** A trial whose org stands, with its faults armed. */
export interface OpenTrial {
	trial: Trial;
	family: Family;
	org: Org;
	items: Json[];
}

export const toTrial = (cell: Cell): Trial => ({
	...cell,
	name: nameOf(cell),
	arm: (org) => cell.fault.arm(org, cell.phase, cell.duration === 'once' ? 1 : Infinity),
});

export const toPairTrial = (pair: Pair): Trial => ({
	...pair,
	name: nameOfPair(pair),
	arm: (org) => armPair(org, pair),
});

/** An org of its own for the trial. */
export async function openTrial(trial: Trial): Promise<OpenTrial> {
	const family = nodeFamilies.find(({ id }) => id === trial.family.id)!;
	const { policy } = family;
	const org = await startOrg(policy && { policy });
	const items = family.prepare(org);
	trial.arm(org);
	return { trial, family, org, items };
}

/** What was said, held against the org. */
export function judgeTrial({ trial, family, org, items }: OpenTrial, output: N8nItem[]): Verdict {
	const verdict = family.judge(org, items, output);
	const touched = output.slice(0, trial.phase.before ?? 0).filter(({ json }) => json.error);
	if (touched.length > 0) verdict.lies.push('items of earlier calls are not done');
	return verdict;
}

/** The trial without an n8n around it. */
export async function runTrial(trial: Trial): Promise<Verdict> {
	const opened = await openTrial(trial);
	try {
		return judgeTrial(opened, await runInProcess(opened.org, opened.family, opened.items));
	} finally {
		await opened.org.close();
	}
}

/** Works off a list, so many at a time. */
export async function runAll<Work>(
	list: readonly Work[],
	width: number,
	run: (work: Work) => Promise<void>,
): Promise<void> {
	const queue = list.values();
	const worker = async () => {
		for (const work of queue) await run(work);
	};
	await Promise.all(Array.from({ length: width }, worker));
}
