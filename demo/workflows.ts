import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workflow } from './n8nApi';

export type Flow = 'clientCredentials' | 'jwtBearer';

/** The nodes of the main workflow whose output counts. */
export const nodeNames = {
	trigger: 'Start by Hand',
	extract: 'Rows of the File',
	upsert: 'Upsert Contacts',
	query: 'Read Back',
};

export interface FlowCredential {
	flow: Flow;
	/** n8n's credential type. */
	type: string;
	/** What the editor calls the flow. */
	label: string;
	/** The credential's id in n8n, once it is there. */
	id: string;
}

export const credentialTypes: Record<Flow, Omit<FlowCredential, 'id'>> = {
	clientCredentials: {
		flow: 'clientCredentials',
		type: 'salesforceClientCredentialsApi',
		label: 'Client Credentials',
	},
	jwtBearer: { flow: 'jwtBearer', type: 'salesforceJwtBearerApi', label: 'JWT Bearer' },
};

/** The name of a flow's credential in the demo's n8n. */
export const credentialName = ({ label }: { label: string }): string => `Salesforce (${label})`;

const SAMPLE_HOST = 'https://my-domain.my.salesforce.com';

type Node = Workflow['nodes'][number] & { parameters: Record<string, unknown> };

function useCredential(node: Node, credential: FlowCredential, orgUrl: string): Node {
	if (!node.credentials) return node;
	const { parameters } = node;
	const isHttpRequest = 'nodeCredentialType' in parameters;
	return {
		...node,
		parameters: {
			...parameters,
			...(isHttpRequest
				? {
						nodeCredentialType: credential.type,
						url: String(parameters.url).replace(SAMPLE_HOST, orgUrl),
					}
				: { authentication: credential.flow }),
		},
		credentials: { [credential.type]: { id: credential.id, name: credentialName(credential) } },
	};
}

/**
 * A sample workflow made ready for one flow.
 * @param name the file's name without its ending
 * @param orgUrl the org's origin, which takes the sample host's place
 */
export function readWorkflow(
	name: 'contacts' | 'limits',
	credential: FlowCredential,
	orgUrl: string,
): Workflow {
	const file = join(__dirname, 'workflows', `${name}.json`);
	const workflow = JSON.parse(readFileSync(file, 'utf8')) as Workflow;
	return {
		...workflow,
		name: `${workflow.name} (${credential.label})`,
		nodes: workflow.nodes.map((node) => useCredential(node as Node, credential, orgUrl)),
	};
}
