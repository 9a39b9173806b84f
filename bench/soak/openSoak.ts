import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
	callWebhook,
	createProgress,
	credentialData,
	type DemoN8n,
	freePorts,
	type Lifetime,
	openDemoN8n,
} from '../../demo';
import { type Org, startOrg } from '../../emulator';
import { controlWorkflow, operationWorkflow, type SoakCredential } from './soakWorkflow';
import type { Json, Workload } from './Workload';
import { STANDING_ROWS, standingName } from './workloads/reads';

/** What n8n's process tells of itself, after a collection. Bytes. */
export interface Look {
	rss: number;
	heapUsed: number;
	external: number;
	/** What was rejected or thrown and nobody handled. */
	unhandled: string[];
}

export interface Soak {
	n8n: DemoN8n;
	org: Org;
	credential: SoakCredential;
	/** Runs a workload's workflow, or the control's, by its production webhook. One that doesn't end answers with that. */
	run(name: string, items: Json[]): Promise<Json[] | string>;
	look(): Promise<Look>;
}

export const CONTROL = 'control';
/** Faults and waits between tries take seconds; an execution that takes longer than this hangs. */
const PATIENCE_MS = 120_000;

const pathOf = (name: string) => `soak-${name.replace(/\W+/g, '-')}`;

async function startN8n(lifetime: Lifetime, probePort: number): Promise<DemoN8n> {
	const probe = pathToFileURL(join(__dirname, 'probe.mjs')).href;
	return openDemoN8n(lifetime, createProgress({ stream: process.stderr }), {
		env: {
			NODE_OPTIONS: `--import ${probe}`,
			SOAK_PROBE_PORT: String(probePort),
			// What n8n stores of executions would grow as well, and is not what is looked at.
			EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
			EXECUTIONS_DATA_SAVE_ON_ERROR: 'none',
		},
	});
}

async function startSoakOrg(lifetime: Lifetime): Promise<Org> {
	const org = await startOrg({
		policy: { dailyApiRequests: 10_000_000, sessionTimeoutMs: 20_000, sharedSessions: false },
	});
	lifetime.onEnd(() => org.close());
	const rows = Array.from({ length: STANDING_ROWS }, (_, at) => ({ Name: standingName(at) }));
	org.insert('Account', rows);
	return org;
}

/** One real n8n with the workloads' workflows active, and one org. */
export async function openSoak(lifetime: Lifetime, workloads: Workload[]): Promise<Soak> {
	const org = await startSoakOrg(lifetime);
	const [probePort] = (await freePorts(0)) as [number];
	const n8n = await startN8n(lifetime, probePort);
	const { api } = n8n;
	const type = 'salesforceClientCredentialsApi';
	const data = credentialData('clientCredentials', org);
	const credential = { id: await api.createCredential({ name: 'Soak', type, data }), name: 'Soak' };

	async function run(name: string, items: Json[]): Promise<Json[] | string> {
		const begun = new Date();
		const signal = AbortSignal.timeout(PATIENCE_MS);
		const answer = await callWebhook(n8n.url, pathOf(name), { items }, signal).catch(
			(error: Error) => error,
		);
		if (answer instanceof Error)
			return `no answer to the run begun at ${begun.toISOString()}: ${answer.message}`;
		const { status, body } = answer;
		if (typeof body === 'string') return body;
		if (status !== 200) return JSON.stringify(body);
		return [body as Json | Json[]].flat();
	}

	for (const workload of workloads) {
		await api.publishWorkflow(operationWorkflow(pathOf(workload.name), workload, credential));
	}
	await api.publishWorkflow(controlWorkflow(pathOf(CONTROL)));
	const look = async () => (await (await fetch(`http://127.0.0.1:${probePort}`)).json()) as Look;
	return { n8n, org, credential, run, look };
}
