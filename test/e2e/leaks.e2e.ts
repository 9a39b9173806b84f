import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { bulkFamilies } from './faults/bulkFamilies';
import { faultKinds } from './faults/faultKinds';
import { readFamilies } from './faults/readFamilies';
import { runInProcess } from './faults/runInProcess';
import type { Family, Json } from './faults/types';
import { treeFamilies } from './faults/treeFamilies';
import { writeFamilies } from './faults/writeFamilies';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Runs of each operation. */
const RUNS = Number(process.env.RUNS ?? 150);
/** An org keeps its calls and records: another one after so many runs. */
const RUNS_AN_ORG = 50;
/** MB that a heap may differ by after 1,000 runs, for what the test itself keeps. */
const MAX_HEAP_MB = 8;

const faults = faultKinds.filter(({ slow, id }) => slow !== true && id !== 'newest-token');

/** Streams and sockets that have ended are let go of with the next turns of the loop. */
async function settle(): Promise<void> {
	for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}

/** One run with a fault, which differs from run to run, at a call which does so too. */
async function runOnce(
	org: Org,
	family: Family,
	items: readonly Json[],
	run: number,
): Promise<number> {
	org.clearFaults();
	const phase = family.phases[run % family.phases.length]!;
	const possible = faults.filter(({ only }) => only?.includes(phase.kind) ?? true);
	possible[run % possible.length]!.arm(org, { ...phase, after: 0 }, 1 + (run % 7));
	const controller = new AbortController();
	await runInProcess(org, family, items, controller.signal).catch(() => undefined);
	await settle();
	return getEventListeners(controller.signal, 'abort').length;
}

async function runMany(family: Family, runs: number): Promise<{ listeners: number }> {
	let listeners = 0;
	for (let from = 0; from < runs; from += RUNS_AN_ORG) {
		const org = await startOrg(family.policy && { policy: family.policy });
		const items = family.prepare(org);
		for (let run = from; run < Math.min(from + RUNS_AN_ORG, runs); run += 1) {
			listeners += await runOnce(org, family, items, run);
		}
		await org.close();
	}
	return { listeners };
}

const resources = () => {
	const counts: Record<string, number> = {};
	for (const name of process.getActiveResourcesInfo()) {
		// Timers that hold nobody up, and what vitest itself has open, come and go.
		if (!/Timeout|Immediate|FSReq|MessagePort/.test(name)) counts[name] = (counts[name] ?? 0) + 1;
	}
	return counts;
};

async function measure() {
	await settle();
	collectGarbage();
	return { heapMb: process.memoryUsage().heapUsed / 1_000_000, resources: resources() };
}

describe.each([...writeFamilies, ...treeFamilies, ...readFamilies, ...bulkFamilies])(
	'$label',
	(family) => {
		it(`leaves nothing open after ${RUNS} runs with a fault each`, async () => {
			await runMany(family, RUNS / 10);
			const before = await measure();
			const { listeners } = await runMany(family, RUNS);
			const after = await measure();
			expect(listeners).toBe(0);
			expect(after.heapMb - before.heapMb).toBeLessThan(MAX_HEAP_MB);
			for (const [name, count] of Object.entries(after.resources)) {
				expect([name, count]).toEqual([name, Math.min(count, (before.resources[name] ?? 0) + 1)]);
			}
		});
	},
);
