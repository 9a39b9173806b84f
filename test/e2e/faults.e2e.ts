import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { createN8nApi, credentialData, type N8nItem } from '../../demo';
import { startOrg, type Org } from '../../emulator';
import { actionFamilies } from './faults/actionFamilies';
import { bulkFamilies } from './faults/bulkFamilies';
import { cellsOf, nameOf, type Cell } from './faults/cells';
import { fileFamilies } from './faults/fileFamilies';
import { armPair, nameOfPair, type Pair, pairsOf } from './faults/pairs';
import { readFamilies } from './faults/readFamilies';
import { runInProcess } from './faults/runInProcess';
import { runNodes } from './faults/runNodes';
import { runTrigger, triggerFamily } from './faults/runTrigger';
import type { Family, Json, Outcome, Phase, Verdict } from './faults/types';
import { textOf, writeTable } from './faults/writeTable';
import { treeFamilies } from './faults/treeFamilies';
import { writeFamilies } from './faults/writeFamilies';

const DOCS = join(__dirname, '..', '..', 'docs', 'fault-matrix.md');
const nodeFamilies = [
	...writeFamilies,
	...treeFamilies,
	...readFamilies,
	...actionFamilies,
	...bulkFamilies,
	...fileFamilies,
];
const families = [...nodeFamilies, triggerFamily];
const cells = cellsOf(families);
/** For work on single cells: `FAULTS='^create / .* / 503'`. Nothing is compared with the docs then. */
const { FAULTS: chosen = '', UPDATE_DOCS } = process.env;
const running = cells.filter(
	(cell) => cell.skipped === undefined && new RegExp(chosen).test(nameOf(cell)),
);

const isTrigger = ({ family }: Cell) => family.id === triggerFamily.id;

/** Each fault that doesn't take minutes, met once: in the real n8n, too. */
const isForN8n = (cell: Cell) =>
	!isTrigger(cell) && cell.duration === 'once' && cell.fault.slow !== true;

/** Workflows at a time. */
const WORKFLOWS = 13;

/** Cells at a time: most of what they do is wait. */
const WIDTH = 150;

const verdicts = new Map<string, Verdict>();
const verdictsInN8n = new Map<string, Verdict>();
const n8n = inject('n8n');
const api = createN8nApi(n8n.url, n8n.session);

/** One run of a family, and what is brought upon it. */
interface Trial {
	name: string;
	family: Pick<Family, 'id' | 'label'>;
	phase: Phase;
	arm: (org: Org) => void;
}

const toTrial = (cell: Cell): Trial => ({
	...cell,
	name: nameOf(cell),
	arm: (org) => cell.fault.arm(org, cell.phase, cell.duration === 'once' ? 1 : Infinity),
});

const toPairTrial = (pair: Pair): Trial => ({
	...pair,
	name: nameOfPair(pair),
	arm: (org) => armPair(org, pair),
});

const pairs = pairsOf(nodeFamilies).filter((pair) => new RegExp(chosen).test(nameOfPair(pair)));
/** Of the pairs, so many in the real n8n: each operation and each first fault is among them. */
const SAMPLE = 29;
const sample = pairs.filter((_, at) => at % SAMPLE === 0);

interface Opened {
	trial: Trial;
	family: Family;
	org: Org;
	items: Json[];
}

/** An org of its own for the trial, its faults armed. */
async function open(trial: Trial): Promise<Opened> {
	const family = nodeFamilies.find(({ id }) => id === trial.family.id)!;
	const { policy } = family;
	const org = await startOrg(policy && { policy });
	const items = family.prepare(org);
	trial.arm(org);
	return { trial, family, org, items };
}

/** What was said, held against the org. */
function judge({ trial, family, org, items }: Opened, output: N8nItem[]): Verdict {
	const verdict = family.judge(org, items, output);
	const touched = output.slice(0, trial.phase.before ?? 0).filter(({ json }) => json.error);
	if (touched.length > 0) verdict.lies.push('items of earlier calls are not done');
	return verdict;
}

async function runTrial(trial: Trial): Promise<Verdict> {
	const opened = await open(trial);
	try {
		return judge(opened, await runInProcess(opened.org, opened.family, opened.items));
	} finally {
		await opened.org.close();
	}
}

/** Trials as the branches of one workflow. */
async function runInN8n(label: string, own: Trial[]): Promise<void> {
	const opened = await Promise.all(own.map(open));
	const nodes = await Promise.all(
		opened.map(async ({ trial, family: { parameters, fileOf }, org, items }) => ({
			parameters,
			...(fileOf && { fileOf }),
			items,
			credentialId: await api.createCredential({
				name: trial.name,
				type: 'salesforceClientCredentialsApi',
				data: credentialData('clientCredentials', org),
			}),
		})),
	);
	const outputs = await runNodes(api, label, nodes);
	for (const [index, one] of opened.entries()) {
		verdictsInN8n.set(one.trial.name, judge(one, outputs[index]!));
		await one.org.close();
		// All of them in n8n's list of credentials would stop its editor for minutes.
		await api.deleteCredential(nodes[index]!.credentialId);
	}
}

/** Works off a list, so many at a time. */
async function runAll<Work>(
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

/** The sample in workflows of some nodes each. */
function sampleOf(chosenPairs: readonly Pair[]): Trial[][] {
	const groups: Trial[][] = [];
	chosenPairs.forEach((pair, at) => {
		if (at % 10 === 0) groups.push([]);
		groups.at(-1)!.push(toPairTrial(pair));
	});
	return groups;
}

const outcomeOf = ({ unknown, failed, notSent }: Verdict): Outcome =>
	unknown > 0 ? 'unknown' : failed + notSent > 0 ? 'failed' : 'recovered';

beforeAll(async () => {
	const run = async (cell: Cell) => {
		const verdict = await (isTrigger(cell) ? runTrigger(cell) : runTrial(toTrial(cell)));
		verdicts.set(nameOf(cell), verdict);
	};
	const runPair = async (pair: Pair) =>
		void verdicts.set(nameOfPair(pair), await runTrial(toPairTrial(pair)));
	const slow = running.filter(({ fault }) => fault.slow === true);
	const others = running.filter((cell) => !slow.includes(cell));
	// Those that wait longest begin first. Two and a half minutes of silence each, all at once, and meanwhile
	// the real n8n, whose workflows mostly wait as well.
	const longFirst = others.toSorted((a, b) => a.duration.localeCompare(b.duration));
	const phases = families.flatMap((family) => family.phases);
	const inN8n = phases
		.map((phase) => running.filter((cell) => isForN8n(cell) && cell.phase === phase))
		.filter((own) => own.length > 0)
		.map((own) => own.map(toTrial));
	const runOwn = (own: Trial[]) => runInN8n(`${own[0]!.family.label}: ${own[0]!.phase.label}`, own);
	await Promise.all([
		runAll(slow, slow.length, run),
		runAll(inN8n, WORKFLOWS, runOwn)
			.then(() => runAll(sampleOf(sample), WORKFLOWS, runOwn))
			.then(() => runAll(longFirst, WIDTH, run))
			.then(() => runAll(pairs, WIDTH, runPair)),
	]);
}, 1_800_000);

describe.each(families)('$label', ({ id }) => {
	const own = running.filter(({ family }) => family.id === id);
	const liesOf = (seen: Map<string, Verdict>) =>
		own.flatMap((cell) =>
			(seen.get(nameOf(cell))?.lies ?? []).map((lie) => `${nameOf(cell)}: ${lie}`),
		);

	it('says nothing that is not so, loses nothing and does nothing twice', () => {
		expect(liesOf(verdicts)).toEqual([]);
		expect(own.filter((cell) => !verdicts.has(nameOf(cell)))).toEqual([]);
	});

	it('keeps the promise', () => {
		const broken = own.flatMap((cell) => {
			const outcome = outcomeOf(verdicts.get(nameOf(cell))!);
			if (outcome === cell.expected) return [];
			return [`${nameOf(cell)}: ${outcome}, not ${cell.expected}`];
		});
		expect(broken).toEqual([]);
	});

	const inN8n = own.filter(isForN8n);
	// The trigger runs in process only.
	if (inN8n.length === 0) return;

	it('does the same in the real n8n', () => {
		const texts = (seen: Map<string, Verdict>) =>
			inN8n.map((cell) => [nameOf(cell), textOf(seen.get(nameOf(cell))!)]);
		expect(liesOf(verdictsInN8n)).toEqual([]);
		expect(texts(verdictsInN8n)).toEqual(texts(verdicts));
	});
});

describe('a second fault, while the first is handled', () => {
	const lies = (seen: Map<string, Verdict>) => (pair: Pair) =>
		(seen.get(nameOfPair(pair))?.lies ?? []).map((lie) => `${nameOfPair(pair)}: ${lie}`);

	it('says nothing that is not so, loses nothing and does nothing twice', () => {
		expect(pairs.flatMap(lies(verdicts))).toEqual([]);
		expect(pairs.filter((pair) => !verdicts.has(nameOfPair(pair)))).toEqual([]);
	});

	it('keeps the promise', () => {
		const broken = pairs.flatMap((pair) => {
			const outcome = outcomeOf(verdicts.get(nameOfPair(pair))!);
			if (outcome === pair.expected) return [];
			return [`${nameOfPair(pair)}: ${outcome}, not ${pair.expected}`];
		});
		expect(broken).toEqual([]);
	});

	it('does the same in the real n8n', () => {
		const texts = (seen: Map<string, Verdict>) =>
			sample.map((pair) => [nameOfPair(pair), textOf(seen.get(nameOfPair(pair))!)]);
		expect(sample.flatMap(lies(verdictsInN8n))).toEqual([]);
		expect(texts(verdictsInN8n)).toEqual(texts(verdicts));
	});
});

describe.skipIf(chosen !== '')('docs/fault-matrix.md', () => {
	it('shows what was seen', async () => {
		const texts = new Map([...verdicts].map(([name, verdict]) => [name, textOf(verdict)]));
		const seen = writeTable(families, cells, pairs, texts);
		if (UPDATE_DOCS) await writeFile(DOCS, seen);
		expect(seen).toBe(await readFile(DOCS, 'utf8'));
	});
});
