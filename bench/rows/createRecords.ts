import { type BenchRow, createRow } from '../BenchRow';
import { median } from '../median';
import type { Bench } from '../openBench';
import { type NodeResult, runNode } from '../runNode';

const RUNS = 7;
/** Runs of 1,000 items until V8 has compiled what they run; the built-in node's one run warms itself within its first hundred calls. */
const WARMING_RUNS = 10;
const WARM_RUNS = 15;

const contacts = (count: number) =>
	`return Array.from({ length: ${count} }, (_, i) => ({ json: { LastName: 'Bench ' + i, Department: 'D' + (i % 7) } }));`;

const object = { __rl: true, mode: 'name', value: 'Contact' };
const autoMapped = {
	resource: 'record',
	operation: 'create',
	object,
	fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
	options: {},
};
const byExpression = {
	...autoMapped,
	fields: {
		mappingMode: 'defineBelow',
		value: { LastName: '={{ $json.LastName }}', Department: 'Bench' },
		matchingColumns: [],
		schema: [],
	},
};
const builtInCreate = {
	resource: 'contact',
	operation: 'create',
	lastname: '={{ $json.LastName }}',
	additionalFields: {},
};

const timeOf = (results: NodeResult[]) => median(results.map(({ milliseconds }) => milliseconds));

function compare(own: NodeResult[], builtIn: NodeResult[]) {
	const [ownTime, builtInTime] = [Math.max(timeOf(own), 1), timeOf(builtIn)];
	const ratio = builtInTime / ownTime;
	return { ratio, text: `${ratio.toFixed(0)} x (${ownTime} ms beside ${builtInTime} ms)` };
}

type Run = (
	parameters: object,
	contestant: Bench['own'],
	count: number,
	times: number,
) => Promise<NodeResult[]>;

async function measureWithLatency({ own, builtIn, org }: Bench, run: Run): Promise<BenchRow> {
	org.setPolicy({ latencyMs: 50 });
	const slow = compare(
		await run(autoMapped, own, 200, RUNS),
		await run(builtInCreate, builtIn, 200, 1),
	);
	org.setPolicy({ latencyMs: 0 });
	return createRow({
		what: '200 creates at 50 ms latency',
		figure: slow.text,
		bar: '>= 75 x the built-in node',
		value: slow.ratio,
		atLeast: 75,
	});
}

/** Creates beside the built-in node, with and without latency. */
export async function measureCreates(bench: Bench): Promise<BenchRow[]> {
	const { own, builtIn } = bench;
	const run: Run = (parameters, contestant, count, times) =>
		runNode(bench, { contestant, parameters: { ...parameters }, input: contacts(count) }, times);
	// The first run of each pays for its login and for loading; it isn't counted.
	await run(autoMapped, own, 1, 1);
	await run(builtInCreate, builtIn, 1, 1);

	const withLatency = await measureWithLatency(bench, run);
	const builtInRuns = await run(builtInCreate, builtIn, 1_000, 1);
	const warming = await run(autoMapped, own, 1_000, WARMING_RUNS);
	const ownRuns = await run(autoMapped, own, 1_000, WARM_RUNS);
	const auto = compare(ownRuns, builtInRuns);
	const cold = compare(warming.slice(0, 1), builtInRuns);
	const expression = compare(await run(byExpression, own, 1_000, RUNS), builtInRuns);
	const cost = ownRuns.at(-1) as NodeResult;
	const builtInCost = builtInRuns[0] as NodeResult;
	return [
		withLatency,
		createRow({
			what: '1,000 creates, auto-mapped',
			figure: `${auto.text}; first run ${cold.text}`,
			bar: '>= 250 x',
			value: auto.ratio,
			atLeast: 250,
		}),
		createRow({
			what: '1,000 creates, one expression an item',
			figure: expression.text,
			bar: '>= 12 x',
			value: expression.ratio,
			atLeast: 12,
		}),
		createRow({
			what: 'what 1,000 creates cost',
			figure: `${cost.calls} calls, ${cost.sockets} new sockets (built-in: ${builtInCost.calls}, ${builtInCost.sockets})`,
			bar: '5 calls, 1 socket',
			value: cost.calls,
			atMost: 5,
			holds: cost.sockets <= 1 && cost.items === 1_000,
		}),
	];
}
