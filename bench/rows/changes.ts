import { type BenchRow, createRow } from '../BenchRow';
import type { Bench } from '../openBench';
import { runNode } from '../runNode';

const object = (value: string) => ({ __rl: true, mode: 'name', value });
const ROWS = 10_000;
const EVERY = 100;

async function measureTrees(bench: Bench): Promise<BenchRow> {
	const { org, own } = bench;
	const before = org.calls.length;
	const [result] = await runNode(bench, {
		contestant: own,
		parameters: {
			resource: 'record',
			operation: 'saveTree',
			object: object('Account'),
			treeSource: 'item',
		},
		input:
			"return Array.from({ length: 40 }, (_, n) => ({ json: { Name: 'Tree ' + n, Contacts: ['a', 'b', 'c'].map((name) => ({ LastName: name + n })) } }));",
	});
	const saving = org.calls.slice(before).filter(({ path }) => path.endsWith('/composite/graph'));
	return createRow({
		what: '40 items of an account and 3 contacts, saved whole',
		figure: `${saving.length} call, and ${(result?.calls ?? 0) - saving.length} to describe (a node per object: 160)`,
		bar: '1 call',
		value: saving.length,
		atMost: 1,
		holds: result?.items === 40,
	});
}

async function measureSkipping(bench: Bench): Promise<BenchRow> {
	const { org, own } = bench;
	const keyed = Array.from({ length: ROWS }, (_, n) => ({
		External_Id__c: `B-${n}`,
		LastName: `Doe ${n}`,
	}));
	org.insert('Contact', keyed);
	const upsert = async (skipUnchanged: boolean, name: string) => {
		const [result] = await runNode(bench, {
			contestant: own,
			parameters: {
				resource: 'record',
				operation: 'upsert',
				object: object('Contact'),
				fields: {
					mappingMode: 'autoMapInputData',
					value: null,
					matchingColumns: ['External_Id__c'],
					schema: [],
				},
				options: { skipUnchanged },
			},
			input: `return Array.from({ length: ${ROWS} }, (_, n) => ({ json: { External_Id__c: 'B-' + n, LastName: (n % ${EVERY} === 0 ? '${name} ' : 'Doe ') + n } }));`,
		});
		return result!;
	};
	const stampsBefore = new Map(
		org.records('Contact').map(({ Id, SystemModstamp }) => [Id, SystemModstamp]),
	);
	org.advance(60_000);
	const skipping = await upsert(true, 'New');
	const sent = org
		.records('Contact')
		.filter(({ Id, SystemModstamp }) => stampsBefore.get(Id) !== SystemModstamp).length;
	const full = await upsert(false, 'Newer');
	return createRow({
		what: '10,000 rows of which 1 % differ, Skip Unchanged',
		figure: `${sent} rows sent, ${skipping.calls} calls, ${skipping.milliseconds} ms (all sent: ${full.calls} calls, ${full.milliseconds} ms)`,
		bar: '100 rows sent',
		value: sent,
		atMost: ROWS / EVERY,
		holds: sent === ROWS / EVERY && skipping.items === ROWS,
	});
}

/** Records with their children, and saving only what has changed. */
export const measureChanges = async (bench: Bench): Promise<BenchRow[]> => [
	await measureTrees(bench),
	await measureSkipping(bench),
];
