import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProgress, type DemoN8n, type Lifetime, openDemoN8n, credentialData } from '../demo';
import { createKeyAndCertificate, type Org, startOrg } from '../emulator';

/** A node of n8n with the credential that it uses. */
export interface Contestant {
	type: string;
	credentials: Record<string, { id: string; name: string }>;
	/** How the node's `authentication` names that credential. */
	authentication: string;
}

export interface Bench {
	n8n: DemoN8n;
	/** An org over TLS; both contestants know it. */
	org: Org;
	/** The org's certificate, for a client of one's own. */
	certificateFile: string;
	/** Whose files workflows may read. */
	folder: string;
	/** This package's node. */
	own: Contestant;
	/** The Salesforce node that comes with n8n. */
	builtIn: Contestant;
	/** n8n's HTTP Request node with this package's credential. */
	httpRequest: Contestant;
}

async function addCredential({ api }: DemoN8n, type: string, data: object) {
	const name = `Bench (${type})`;
	const id = await api.createCredential({ name, type, data });
	return { [type]: { id, name } };
}

/** One real n8n and one org over TLS, with a credential of the same flow for both contestants. */
export async function openBench(lifetime: Lifetime): Promise<Bench> {
	const folder = await mkdtemp(join(tmpdir(), 'salesforce-bench-'));
	lifetime.onEnd(() => rm(folder, { recursive: true, force: true }));
	const { privateKey, certificate } = createKeyAndCertificate('Salesforce emulator over TLS');
	const certificateFile = join(folder, 'org.crt');
	await writeFile(certificateFile, certificate);
	const org = await startOrg({
		tls: { key: privateKey, cert: certificate },
		policy: { dailyApiRequests: 10_000_000 },
	});
	lifetime.onEnd(() => org.close());
	const n8n = await openDemoN8n(lifetime, createProgress({ stream: process.stderr }), {
		env: { NODE_EXTRA_CA_CERTS: certificateFile, N8N_RESTRICT_FILE_ACCESS_TO: folder },
	});
	const jwt = credentialData('jwtBearer', org);
	const credentials = await addCredential(n8n, 'salesforceJwtBearerApi', jwt);
	return {
		n8n,
		org,
		certificateFile,
		folder,
		own: {
			type: 'n8n-nodes-salesforce-server-to-server.salesforce',
			credentials,
			authentication: 'jwtBearer',
		},
		builtIn: {
			type: 'n8n-nodes-base.salesforce',
			credentials: await addCredential(n8n, 'salesforceJwtApi', {
				...jwt,
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
