import { nameOf, type Cell } from './cells';
import { exceptions, unrunnable } from './exceptions';
import { faultKinds } from './faultKinds';
import { chains, type Pair } from './pairs';
import { rules } from './rules';
import type { CallKind, Duration, Effect, Family, Verdict } from './types';

type Rows = readonly (readonly string[])[];

/** As prettier lays tables out. */
function table([head = [], ...body]: Rows): string {
	const widths = head.map((_, column) =>
		Math.max(3, ...[head, ...body].map((row) => (row[column] ?? '').length)),
	);
	const line = (row: readonly string[]) =>
		`| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** What a cell came to, with the number of items that were not done. */
export function textOf({ failed, unknown, notSent }: Verdict): string {
	const parts = [
		...(unknown > 0 ? [`unknown ${unknown}`] : []),
		...(failed > 0 ? [`failed ${failed}`] : []),
		...(notSent > 0 ? [`not sent ${notSent}`] : []),
	];
	return parts.join(', ') || 'recovered';
}

const KINDS: Record<CallKind, string> = {
	read: 'Reads',
	'repeatable write': 'Updates, deletes, creates or updates: no more changes if it is sent twice',
	create: 'Creates records, publishes events',
	'job step': 'Creates a job, uploads its rows, asks for it or a page of its results',
	start: 'Starts a job that has its rows',
	'follow-up': 'Asks for the state of rows that Salesforce has',
};

const EFFECTS: Record<Effect, string> = {
	'not now': 'not carried out, but would be carried out a little later',
	never: 'not carried out, however often it is sent',
	lost: 'nobody knows whether it was carried out; the next one gets through',
	garbled: "the answer can't be read, so nobody knows whether it was carried out",
};

const effects = Object.keys(EFFECTS) as Effect[];
const durations: Duration[] = ['once', 'always'];

const ruleTable = () =>
	table([
		['The call', ...effects.flatMap((effect) => durations.map((time) => `${effect}, ${time}`))],
		...(Object.keys(KINDS) as CallKind[]).map((kind) => [
			KINDS[kind],
			...effects.flatMap((effect) => durations.map((duration) => rules[kind][effect][duration])),
		]),
	]);

const legend = () => `# What happens when something goes wrong

This page shows what each operation does if Salesforce or the network fails. The test makes each fault at each call of each operation, once and then permanently, with On Error set to Continue: with the node's own code, over real HTTP, against the emulator; pauses are shortened. For each fault except the silent ones, another test shows that a single fault ends in the same way in a real n8n; the faults of the trigger are tested only here. Afterwards the records of the org are compared with what the node reported: nothing may be lost, nothing done twice, and nothing reported that is not true. The test itself writes the table (\`UPDATE_DOCS=1 npm run test:e2e -- test/e2e/faults.e2e.ts\`), which fails if it sees anything else.

**recovered**: the node waited or logged in again, and every item is done. The run only takes longer.

**failed**: the item has an error with a reason, and in Salesforce nothing has changed for it. The number says how many items; the others are done. Run them again once the reason is gone.

**unknown**: the item has the error \`UNKNOWN_OUTCOME\`: no answer came, so the change may have been made or not. The message says whether it is safe to repeat. With a bulk job it names the job: *Get Results* or *Resume Job* shows what happened.

**not sent**: an earlier call failed for a reason that counts for all other items too, so these items were not sent.

**–**: not run, for a reason given at the end.

## The promise

${ruleTable()}

${effects.map((effect) => `- *${effect}*: ${EFFECTS[effect]}.`).join('\n')}

## The faults

${table([
	['Fault', 'What happens', 'The call was'],
	...faultKinds.map(({ id, label, effect }) => [`\`${id}\``, label, effect]),
])}
`;

type Shown = Pick<Family, 'id' | 'label' | 'about' | 'phases'>;

function familyTable(family: Shown, cells: readonly Cell[], seen: Map<string, string>): string {
	const own = cells.filter((cell) => cell.family.id === family.id);
	const head = family.phases.flatMap(({ label }) => durations.map((time) => `${label}, ${time}`));
	const rows = faultKinds.flatMap((fault) => {
		const row = family.phases.flatMap((phase) =>
			durations.map((duration) => {
				const cell = own.find(
					(one) => one.fault === fault && one.phase === phase && one.duration === duration,
				)!;
				return cell.skipped === undefined ? (seen.get(nameOf(cell)) ?? 'MISSING') : '–';
			}),
		);
		return row.every((text) => text === '–') ? [] : [[`\`${fault.id}\``, ...row]];
	});
	return `## ${family.label}\n\n${family.about}.\n\n${table([['Fault', ...head], ...rows])}\n`;
}

/** What was seen of pairs: no cell of theirs differs from the promise, or the test fails. */
function pairTable(pairs: readonly Pair[]): string {
	const rows = chains.map(({ first, about }) => {
		const own = pairs.filter((pair) => pair.first.id === first);
		const count = (outcome: string) =>
			String(own.filter(({ expected }) => expected === outcome).length);
		return [`\`${first}\``, about, ...['recovered', 'failed', 'unknown'].map(count)];
	});
	return `## A second fault, while the first is handled

The test makes a second fault in the call that handles the first fault, at each call of each operation. Each of these ${pairs.length} runs ends as the promise says for both faults: the outcome of a call that was lost once stays unknown, whatever a later try says, and an item that was done stays done. For a sample of them, another test shows the same result in a real n8n. Up to three faults in a row, chosen at random, are tested against the same promise with each \`npm test\`.

${table([['First fault', 'What follows', 'recovered', 'failed', 'unknown'], ...rows])}
`;
}

/** The whole matrix in Markdown. */
export function writeTable(
	families: readonly Shown[],
	cells: readonly Cell[],
	pairs: readonly Pair[],
	seen: Map<string, string>,
): string {
	const reasons = unrunnable.map(({ why }) => `- Not run: ${why}.`);
	const others = exceptions.map(
		({ outcome, why }) => `- Not as promised above: ${outcome}, ${why}.`,
	);
	return [
		legend(),
		...families.map((family) => familyTable(family, cells, seen)),
		pairTable(pairs),
		`## Exceptions\n\n${[...others, ...reasons].join('\n')}\n`,
	].join('\n');
}
