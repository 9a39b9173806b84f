import type { Flow, Workflow } from '../../demo';
import { readReadyWorkflow } from '../docs/readReadyWorkflow';
import type { Fixture } from './openFixture';

const PACKAGE = 'n8n-nodes-salesforce-server-to-server.';

export interface WhatToSet {
	/** The flow whose credential is chosen in each Salesforce node. */
	flow: Flow;
	/** Parameters that the reader sets, by the node's name. */
	parameters?: Record<string, Record<string, unknown>>;
	/** Further credentials, by the node's name. */
	credentials?: Record<string, Record<string, { id: string; name: string }>>;
	pinData?: Workflow['pinData'];
}

/** Imports a workflow of `docs/workflows` and sets what its note says; resolves to its id in n8n. */
export async function importWorkflow(
	{ api, flows }: Fixture,
	name: string,
	{ flow, parameters = {}, credentials = {}, pinData = {} }: WhatToSet,
): Promise<string> {
	const workflow = readReadyWorkflow(name);
	const { id, type, label } = flows[flow].credential;
	const nodes = workflow.nodes.map((node) => {
		const isOurs = node.type.startsWith(PACKAGE);
		const set = { ...parameters[node.name], ...(isOurs && { authentication: flow }) };
		const chosen = isOurs ? { [type]: { id, name: label } } : credentials[node.name];
		return {
			...node,
			parameters: { ...node.parameters, ...set },
			...(chosen && { credentials: chosen }),
		};
	});
	return api.createWorkflow({ ...workflow, nodes, pinData });
}
