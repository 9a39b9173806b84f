import { credentialData, type N8nApi } from '../demo';
import type { Org } from '../emulator';

/** A node of n8n with the credential that it uses. */
export interface Contestant {
	type: string;
	credentials: Record<string, { id: string; name: string }>;
	/** How the node's `authentication` names that credential. */
	authentication: string;
}

export interface Contestants {
	/** This package's node. */
	own: Contestant;
	/** The Salesforce node that comes with n8n. */
	builtIn: Contestant;
	/** n8n's HTTP Request node with this package's credential. */
	httpRequest: Contestant;
}

async function addCredential(api: N8nApi, type: string, data: object) {
	const name = `Bench (${type})`;
	const id = await api.createCredential({ name, type, data });
	return { [type]: { id, name } };
}

/** Puts a credential of the same flow for both nodes into n8n. */
export async function addContestants(api: N8nApi, org: Org): Promise<Contestants> {
	const jwt = credentialData('jwtBearer', org);
	const credentials = await addCredential(api, 'salesforceJwtBearerApi', jwt);
	return {
		own: {
			type: 'n8n-nodes-salesforce-server-to-server.salesforce',
			credentials,
			authentication: 'jwtBearer',
		},
		builtIn: {
			type: 'n8n-nodes-base.salesforce',
			credentials: await addCredential(api, 'salesforceJwtApi', {
				...jwt,
				// Its own name for the key.
				clientId: org.clientId,
				environment: 'production',
			}),
			authentication: 'jwt',
		},
		httpRequest: {
			type: 'n8n-nodes-base.httpRequest',
			credentials,
			authentication: 'predefinedCredentialType',
		},
	};
}
