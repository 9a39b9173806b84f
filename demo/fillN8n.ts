import type { N8nApi } from './n8nApi';
import {
	credentialName,
	credentialTypes,
	readWorkflow,
	type Flow,
	type FlowCredential,
} from './workflows';

/** What of an org the two credentials are made of. */
export interface OrgAccess {
	url: string;
	clientId: string;
	clientSecret: string;
	username: string;
	/** PEM. */
	privateKey: string;
}

/** What stands ready in n8n for one flow. */
export interface FlowInN8n {
	credential: FlowCredential;
	/** The ids of its workflows. */
	workflows: { contacts: string; limits: string };
}

/** The fields that a person would fill in for a flow. */
export function credentialData(flow: Flow, org: OrgAccess): Record<string, string> {
	const { url: myDomainUrl, clientId: consumerKey, username, privateKey } = org;
	return flow === 'clientCredentials'
		? { myDomainUrl, consumerKey, consumerSecret: org.clientSecret, authentication: 'header' }
		: { myDomainUrl, consumerKey, username, privateKey };
}

async function fillFlow(api: N8nApi, org: OrgAccess, flow: Flow): Promise<FlowInN8n> {
	const type = credentialTypes[flow];
	const id = await api.createCredential({
		name: credentialName(type),
		type: type.type,
		data: credentialData(flow, org),
	});
	const credential = { ...type, id };
	const limits = await api.createWorkflow(readWorkflow('limits', credential, org.url));
	const contacts = await api.createWorkflow(readWorkflow('contacts', credential, org.url));
	return { credential, workflows: { contacts, limits } };
}

/** Puts both credentials and their workflows into n8n, by the API that the editor uses. */
export async function fillN8n(api: N8nApi, org: OrgAccess): Promise<Record<Flow, FlowInN8n>> {
	// The editor lists the newest first: Client Credentials, the default, shall stand on top.
	const jwtBearer = await fillFlow(api, org, 'jwtBearer');
	const clientCredentials = await fillFlow(api, org, 'clientCredentials');
	return { clientCredentials, jwtBearer };
}
