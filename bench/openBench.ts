import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProgress, type DemoN8n, type Lifetime, openDemoN8n } from '../demo';
import { createKeyAndCertificate, type Org, startOrg } from '../emulator';
import { addContestants, type Contestants } from './addContestants';

export interface Bench extends Contestants {
	n8n: DemoN8n;
	/** An org over TLS; both contestants know it. */
	org: Org;
	/** The org's certificate, for a client of one's own. */
	certificateFile: string;
	/** Whose files workflows may read. */
	folder: string;
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
	const contestants = await addContestants(n8n.api, org);
	return { n8n, org, certificateFile, folder, ...contestants };
}
