import { type BenchRow, createRow } from '../BenchRow';
import { median } from '../median';
import type { Bench } from '../openBench';
import { runNode } from '../runNode';

const COUNT = 200;
const RUNS = 7;
const FLOW = 'Create_Follow_Up_Task';

const own = {
	resource: 'action',
	operation: 'run',
	actionType: 'flow',
	action: { __rl: true, mode: 'name', value: FLOW },
	fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
	options: {},
};

const builtIn = {
	resource: 'flow',
	operation: 'invoke',
	apiName: FLOW,
	jsonParameters: false,
	variablesUi: { variablesValues: [{ name: 'recordId', value: '={{ $json.recordId }}' }] },
};

/** A flow run for 200 items at 50 ms latency, beside the built-in node. */
export async function measureActions(bench: Bench): Promise<BenchRow[]> {
	const { org } = bench;
	const [recordId] = org.insert('Account', [{ Name: 'Bench' }]);
	const items = (count: number) =>
		`return Array.from({ length: ${count} }, () => ({ json: { recordId: '${recordId}' } }));`;
	const run = (isOwn: boolean, count: number, times: number) =>
		runNode(
			bench,
			{
				contestant: isOwn ? bench.own : bench.builtIn,
				parameters: isOwn ? { ...own } : { ...builtIn },
				input: items(count),
			},
			times,
		);
	// The first run of each pays for its login and for loading; it isn't counted.
	await run(true, 1, 1);
	await run(false, 1, 1);
	org.setPolicy({ latencyMs: 50 });
	const owns = await run(true, COUNT, RUNS);
	const [other] = await run(false, COUNT, 1);
	org.setPolicy({ latencyMs: 0 });
	const ownTime = Math.max(median(owns.map(({ milliseconds }) => milliseconds)), 1);
	const ratio = other!.milliseconds / ownTime;
	const calls = `${owns[0]!.calls} calls beside ${other!.calls}`;
	return [
		createRow({
			what: `${COUNT} flows run at 50 ms latency`,
			figure: `${ratio.toFixed(0)} x (${ownTime} ms beside ${other!.milliseconds} ms), ${calls}`,
			bar: '>= 40 x the built-in node',
			value: ratio,
			atLeast: 40,
			holds: owns.every((result) => result.items === COUNT),
		}),
	];
}
