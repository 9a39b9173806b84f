import { type ChainNode, type Workflow, webhookWorkflow } from '../../demo';
import type { Workload } from './Workload';

const PACKAGE_NODE = 'n8n-nodes-salesforce-server-to-server.salesforce';
const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
type Node = Workflow['nodes'][number];

export interface SoakCredential {
	id: string;
	name: string;
}

const place = (nodes: Node[]): Node[] =>
	nodes.map((node, at) => ({ id: String(at), position: [200 * at, 0], ...node }));

/** Makes an item of each entry that the webhook gets. */
const splitItems: ChainNode = {
	name: 'Items',
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	parameters: { fieldToSplitOut: 'body.items', options: {} },
};

/** The workflow that runs one operation; refused rows come out as items. */
export function operationWorkflow(
	path: string,
	{ node, givesFile = false }: Workload,
	credential: SoakCredential,
): Workflow {
	const operation: ChainNode = {
		name: 'Operation',
		type: node.type ?? PACKAGE_NODE,
		typeVersion: node.typeVersion ?? 1,
		parameters: { authentication: 'clientCredentials', ...node.parameters },
		credentials: { salesforceClientCredentialsApi: credential },
		onError: 'continueRegularOutput',
	};
	const answer = givesFile ? 'firstEntryBinary' : 'allEntries';
	return webhookWorkflow({ path, nodes: [splitItems, operation], answer });
}

/** The same without this package: what n8n itself keeps of an execution. */
export const controlWorkflow = (path: string): Workflow =>
	webhookWorkflow({
		path,
		nodes: [
			splitItems,
			{ name: 'Nothing', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
		],
		answer: 'allEntries',
	});

/** n8n takes no poll time below a minute, but several that each name one second. */
const pollTimes = Array.from({ length: 20 }, (_, at) => ({
	mode: 'custom',
	cronExpression: `${at * 3} * * * * *`,
}));

/** Tells each record that the trigger delivers to an address. */
export function triggerWorkflow(collector: string, credential: SoakCredential): Workflow {
	return {
		name: 'soak-trigger',
		nodes: place([
			{
				name: 'Lead Changed',
				type: `${PACKAGE_NODE}Trigger`,
				typeVersion: 1,
				credentials: { salesforceClientCredentialsApi: credential },
				parameters: {
					authentication: 'clientCredentials',
					object: { __rl: true, mode: 'list', value: 'Lead' },
					triggerOn: 'createdOrUpdated',
					fields: ['LastName'],
					pollTimes: { item: pollTimes },
				},
			},
			{
				name: 'Tell',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: {
					method: 'POST',
					url: collector,
					sendBody: true,
					specifyBody: 'json',
					jsonBody: '={{ $json }}',
					options: {},
				},
			},
		]),
		connections: { 'Lead Changed': to('Tell') },
		settings: { executionOrder: 'v1' },
	};
}
