import { randomUUID } from 'node:crypto';
import {
	callWebhook,
	type ChainNode,
	credentialData,
	credentialTypes,
	type Flow,
	type Lifetime,
	type Queue,
	untilRegistered,
	type WebhookAnswer,
	webhookWorkflow,
} from '../../../demo';
import { type Org, type OrgOptions, startOrg } from '../../../emulator';

type Parameters = Record<string, unknown>;

/** A workflow behind a webhook. */
export interface PublishedWorkflow {
	id: string;
	/** Runs it once; resolves once the execution has ended. */
	call: (body: unknown) => Promise<WebhookAnswer>;
}

export interface QueueOrg {
	org: Org;
	/** The org's credential, as nodes name it. */
	credentials: Record<string, { id: string; name: string }>;
	/** A node of this package, with the org's credential. */
	salesforce: (name: string, parameters: Parameters) => ChainNode;
	/** n8n's HTTP Request node with the same credential, aimed at a path of the org. */
	httpRequest: (name: string, path: string) => ChainNode;
	/** Makes a workflow of nodes behind a webhook, and its webhook known. */
	publish: (
		path: string,
		nodes: ChainNode[],
		answer?: 'firstEntryJson' | 'allEntries',
	) => Promise<PublishedWorkflow>;
}

/** An org of its own until the lifetime's end, and a credential for it in the queue's n8n. */
export async function openQueueOrg(
	lifetime: Lifetime,
	{ api, url }: Queue,
	policy: OrgOptions['policy'] = {},
	flow: Flow = 'jwtBearer',
): Promise<QueueOrg> {
	const org = await startOrg({ pubSub: {}, policy: { dailyApiRequests: 1_000_000, ...policy } });
	lifetime.onEnd(() => org.close());
	const { type } = credentialTypes[flow];
	const name = `Queue ${org.url}`;
	const id = await api.createCredential({ name, type, data: credentialData(flow, org) });
	const credentials = { [type]: { id, name } };
	return {
		org,
		credentials,
		salesforce: (node, parameters) => ({
			name: node,
			type: 'n8n-nodes-salesforce-server-to-server.salesforce',
			typeVersion: 1,
			credentials,
			parameters: { authentication: flow, ...parameters },
		}),
		httpRequest: (node, path) => ({
			name: node,
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			credentials,
			parameters: {
				url: `${org.url}${path}`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: type,
				options: {},
			},
		}),
		async publish(path, nodes, answer) {
			const unique = `${path}-${randomUUID()}`;
			const workflow = webhookWorkflow({ path: unique, nodes, ...(answer && { answer }) });
			const published = await api.publishWorkflow(workflow);
			await untilRegistered(url, unique);
			return {
				id: published,
				call: (body) => callWebhook(url, unique, body),
			};
		},
	};
}
