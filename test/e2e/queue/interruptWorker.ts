import type { ChainNode, Lifetime, Queue, WebhookAnswer } from '../../../demo';
import type { Org, OrgOptions } from '../../../emulator';
import { autoMap, byName } from '../runOperation';
import { killWorker } from './killWorker';
import { openQueueOrg, type PublishedWorkflow } from './openQueueOrg';
import { readWorkerLog } from './readWorkerLog';
import { until } from './until';

const HELD_MS = 3_600_000;

/** An execution whose worker was killed at a chosen moment. */
export interface Interruption {
	org: Org;
	workflow: PublishedWorkflow;
	rows: Array<{ External_Id__c: string; LastName: string }>;
	/** What the webhook answered. */
	first: WebhookAnswer;
}

/**
 * Where the execution was: a batch of which two of three collections were saved, and the answer to the second
 * still on its way; a Bulk job whose rows were on their way; one that had its rows and was not closed; one that
 * was closed, and that Salesforce was working on.
 */
export type Moment = 'batch' | 'uploading' | 'uploaded' | 'working';

export interface InterruptedWorker {
	at: Record<Moment, Interruption>;
	/** All that the worker printed. */
	log: string;
}

const splitRows: ChainNode = {
	name: 'Rows',
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	parameters: { fieldToSplitOut: 'body.rows', options: {} },
};

const upsert = {
	resource: 'record',
	operation: 'upsert',
	object: byName('Contact'),
	fields: autoMap('External_Id__c'),
};

const ingest = {
	resource: 'bulkJob',
	operation: 'ingest',
	object: byName('Contact'),
	bulkOperation: 'insert',
	source: 'items',
	fields: autoMap(),
	output: 'items',
	options: { resumeJobId: "={{ $('Webhook').first().json.body.resumeJobId ?? '' }}" },
};

const callsOf = (org: Org, method: string) => org.calls.filter((call) => call.method === method);

interface Plan {
	parameters: Record<string, unknown>;
	rows: number;
	policy?: OrgOptions['policy'];
	/** Brings the org to hold the execution at its moment. */
	prepare?: (org: Org) => void;
	/** Whether that moment has come. */
	isHeld: (org: Org) => boolean;
}

const plans: Record<Moment, Plan> = {
	batch: {
		parameters: upsert,
		rows: 600,
		prepare: (org) => org.addFault({ match: { method: 'PATCH' }, after: 1, silent: 'done' }),
		isHeld: (org) => org.records('Contact').length === 400,
	},
	uploading: {
		parameters: ingest,
		rows: 500,
		prepare: (org) => org.addFault({ match: { method: 'PUT' }, silent: 'ignored' }),
		isHeld: (org) => callsOf(org, 'PUT').length === 1,
	},
	uploaded: {
		parameters: ingest,
		rows: 500,
		prepare: (org) => org.addFault({ match: { method: 'PUT' }, silent: 'done' }),
		isHeld: (org) => callsOf(org, 'PUT').some(({ username }) => username !== undefined),
	},
	working: {
		parameters: ingest,
		rows: 500,
		policy: { bulkPace: { by: 'milliseconds', queued: HELD_MS, perBatch: 0 } },
		isHeld: (org) => callsOf(org, 'GET').some(({ path }) => /\/ingest\/750\w+$/.test(path)),
	},
};

async function begin(lifetime: Lifetime, queue: Queue, moment: Moment, plan: Plan) {
	const opened = await openQueueOrg(lifetime, queue, plan.policy);
	const { org } = opened;
	plan.prepare?.(org);
	const node = opened.salesforce('Salesforce', plan.parameters);
	const workflow = await opened.publish(moment, [splitRows, node], 'allEntries');
	const rows = Array.from({ length: plan.rows }, (_, n) => ({
		External_Id__c: `R-${n}`,
		LastName: `Doe ${n}`,
	}));
	const answering = workflow.call({ rows });
	await until(`an execution is held: ${moment}`, () => plan.isHeld(org));
	return { moment, org, workflow, rows, answering };
}

/**
 * Lets the queue's only worker come to each of the moments, in an execution each, and kills it there. What
 * Salesforce was working on then comes to its end.
 * @param others workers that are started before, and go on
 */
export async function interruptWorker(
	lifetime: Lifetime,
	queue: Queue,
	others: number,
): Promise<InterruptedWorker> {
	const [worker] = queue.workers;
	const begun = await Promise.all(
		Object.entries(plans).map(([moment, plan]) => begin(lifetime, queue, moment as Moment, plan)),
	);
	await Promise.all(Array.from({ length: others }, () => queue.addWorker()));
	await killWorker(queue, worker!);
	const at = {} as InterruptedWorker['at'];
	for (const { moment, answering, ...rest } of begun) {
		at[moment] = { ...rest, first: await answering };
		rest.org.advance(HELD_MS);
	}
	return {
		at,
		log: readWorkerLog(worker!).text,
	};
}
