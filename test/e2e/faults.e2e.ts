import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { createN8nApi, credentialData } from '../../demo';
import { cellsOf, nameOf, type Cell } from './faults/cells';
import { nameOfPair, type Pair, pairsOf } from './faults/pairs';
import { nodeFamilies } from './faults/nodeFamilies';
import { runNodes } from './faults/runNodes';
import { runTrigger, triggerFamily } from './faults/runTrigger';
import {
	openTrial,
	judgeTrial,
	runAll,
	runTrial,
	toPairTrial,
	toTrial,
	type Trial,
} from './faults/trials';
import type { Verdict } from './faults/types';
import { outcomeOf } from './faults/verdicts';
import { textOf, writeTable } from './faults/writeTable';

const DOCS = join(__dirname, '..', '..', 'docs', 'fault-matrix.md');
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

const pairs = pairsOf(nodeFamilies).filter((pair) => new RegExp(chosen).test(nameOfPair(pair)));
/** Of the pairs, so many in the real n8n: each operation and each first fault is among them. */
const SAMPLE = 29;
const sample = pairs.filter((_, at) => at % SAMPLE === 0);

/** Trials as the branches of one workflow. */
async function runInN8n(label: string, own: Trial[]): Promise<void> {
	const opened = await Promise.all(own.map(openTrial));
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
		verdictsInN8n.set(one.trial.name, judgeTrial(one, outputs[index]!));
		await one.org.close();
		// All of them in n8n's list of credentials would stop its editor for minutes.
		await api.deleteCredential(nodes[index]!.credentialId);
	}
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
