import { nodeNames, type NodeRun, type Workflow } from '../../demo';
import type { Example, ExampleNode, Page } from '../docs/readPage';
import { IdBook } from '../docs/IdBook';
import type { Fixture } from './openFixture';

const PACKAGE = 'n8n-nodes-salesforce-server-to-server';
/** The host that stands for the reader's org. */
export const SAMPLE_HOST = 'https://acme.my.salesforce.com';

/** What of a page stands for what of the org. */
export interface SeededOrg {
	book: IdBook;
	/** The org's origin. */
	org: string;
}

/** The page's values as the org knows them. */
const toReal = <Value>({ book, org }: SeededOrg, value: Value): Value =>
	JSON.parse(book.toReal(JSON.stringify(value)).replaceAll(SAMPLE_HOST, org)) as Value;

/** Puts the page's records into the org. A record may name an earlier one. */
export function seedOrg({ org }: Fixture, page: Page): SeededOrg {
	const seeded = { book: new IdBook(), org: org.url };
	for (const [object, rows] of Object.entries(page.org)) {
		for (const { Id, ...row } of rows) {
			const [id] = org.insert(object, [toReal(seeded, row)]);
			if (typeof Id === 'string') seeded.book.bind(Id, id!);
		}
	}
	return seeded;
}

const main = (node: string) => ({ node, type: 'main', index: 0 });

const isTrigger = ({ type }: ExampleNode) => type.endsWith('Trigger');

function completeNode({ flows }: Fixture, node: ExampleNode): ExampleNode {
	const { authentication, nodeCredentialType } = node.parameters;
	const isOurs = node.type.startsWith(PACKAGE) || nodeCredentialType !== undefined;
	if (!isOurs) return { id: node.name, ...node };
	const flow = authentication === 'jwtBearer' ? 'jwtBearer' : 'clientCredentials';
	const { id, type, label } = flows[flow].credential;
	return { id: node.name, ...node, credentials: { [type]: { id, name: label } } };
}

/** The example as a workflow: its items are pinned to a trigger before its first node. */
function workflowOf(fixture: Fixture, { title, snippet, input }: Example): Workflow {
	const [first] = snippet.nodes as [ExampleNode];
	const nodes = snippet.nodes.map((node) => completeNode(fixture, node));
	const settings = { executionOrder: 'v1' };
	if (isTrigger(first)) return { name: title, ...snippet, nodes, settings };
	const trigger = {
		id: nodeNames.trigger,
		name: nodeNames.trigger,
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		position: [-240, 0],
		parameters: {},
	};
	return {
		name: title,
		nodes: [trigger, ...nodes],
		connections: { ...snippet.connections, [trigger.name]: { main: [[main(first.name)]] } },
		pinData: { [trigger.name]: input.map((json) => ({ json })) },
		settings,
	};
}

/** Runs an example as a workflow of the real n8n; resolves to what its last node did. */
export async function runExample(
	fixture: Fixture,
	example: Example,
	seeded: SeededOrg,
): Promise<NodeRun> {
	const { api } = fixture;
	const [first] = example.snippet.nodes as [ExampleNode];
	const id = await api.createWorkflow(toReal(seeded, workflowOf(fixture, example)));
	const start = isTrigger(first) ? first.name : nodeNames.trigger;
	const execution = await api.runWorkflow(id, start);
	const run = execution.nodes[example.snippet.nodes.at(-1)!.name]?.[0];
	if (!run) throw new Error(`The node never ran: ${JSON.stringify(execution.error ?? execution)}`);
	return run;
}
