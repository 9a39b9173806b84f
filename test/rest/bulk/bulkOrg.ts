import { onTestFinished } from 'vitest';
import { createSalesforceAuth, createSessionStore } from '../../../auth';
import { type Org, type OrgOptions, startOrg } from '../../../emulator';
import { createSend, createTiming, type Timing } from '../../../http';
import { type Client, createClient } from '../../../rest';
import { formatRecord, fromRecords, IngestRun, type IngestOptions } from '../../../rest/bulk';
import type { IngestSpec } from '../../../rest/bulk';

export interface BulkOrg {
	org: Org;
	client: Client;
	/** Milliseconds that anybody wanted to wait; nobody does. */
	delays: number[];
	/** A client for which time passes otherwise. */
	clientWith: (timing: Partial<Timing>) => Client;
	/** Calls to an ingest job's resources, as `METHOD tail`. */
	jobCalls: () => string[];
}

/** An org with a client, closed when the test has finished. */
export async function startBulkOrg(policy: OrgOptions['policy'] = {}): Promise<BulkOrg> {
	const org = await startOrg({ policy });
	onTestFinished(() => org.close());
	const delays: number[] = [];
	const sleep = async (milliseconds: number, signal?: AbortSignal) => {
		signal?.throwIfAborted();
		delays.push(milliseconds);
		await Promise.resolve();
	};
	const send = createSend();
	const auth = createSalesforceAuth(
		{
			flow: 'clientCredentials',
			myDomainUrl: org.url,
			clientId: org.clientId,
			clientSecret: org.clientSecret,
		},
		{ store: createSessionStore(), send, sleep },
	);
	const clientWith = (timing: Partial<Timing>) =>
		createClient({ auth, send, timing: { ...createTiming(), sleep, ...timing } });
	const client = clientWith({});
	const jobCalls = () =>
		org.calls
			.filter(({ path }) => path.includes('/jobs/ingest'))
			.map(({ method, path }) => `${method} ${path.split('/jobs/ingest')[1]}`);
	return { org, client, clientWith, delays, jobCalls };
}

/** A run over records, to its end. */
export async function ingest(
	bulk: BulkOrg,
	spec: IngestSpec,
	records: Array<Record<string, unknown>>,
	options: IngestOptions = {},
	client = bulk.client,
): Promise<IngestRun> {
	const run = new IngestRun(client, spec, { matchRows: true, ...options });
	await run.run(fromRecords(records.map(formatRecord)));
	return run;
}
