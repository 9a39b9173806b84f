import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	createLifetime,
	createProgress,
	credentialData,
	openDemoN8n,
	readExecution,
	startN8n,
	type DemoN8n,
	type N8nApi,
	type RunningN8n,
	type Workflow,
} from '../../demo';
import { startOrg, type Org } from '../../emulator';
import { until } from './until';

const TRIGGER = 'Account Changed';
/** One for all starts, as a user's n8n has it. */
const env = { N8N_ENCRYPTION_KEY: 'kept-across-restarts' };
/** 2,000 take a quarter of an hour. */
const EVENTS = Number(process.env.EVENT_TRIGGER_EVENTS ?? 200);

const workflowOf = (credentialId: string, endpoint: string): Workflow => ({
	name: 'Accounts that change, live',
	nodes: [
		{
			id: '7c1a2f60-93f4-4a8e-9a55-9b7a3b6c2e11',
			name: TRIGGER,
			type: 'n8n-nodes-salesforce-server-to-server.salesforceEventTrigger',
			typeVersion: 1,
			position: [0, 0],
			credentials: { salesforceClientCredentialsApi: { id: credentialId, name: 'Org' } },
			parameters: {
				authentication: 'clientCredentials',
				listenTo: 'changeEvents',
				objects: ['Account'],
				options: { endpoint, maxRunning: 10 },
			},
		},
		{
			id: '7c1a2f60-93f4-4a8e-9a55-9b7a3b6c2e12',
			name: 'Done',
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			position: [240, 0],
			parameters: {},
		},
	],
	connections: { [TRIGGER]: { main: [[{ node: 'Done', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1' },
});

const lifetime = createLifetime();
let org: Org;
let opened: DemoN8n;
let n8n: RunningN8n;
let api: N8nApi;
let id: string;

interface Listed {
	id: string;
	mode: string;
	status: string;
}

/** All executions that n8n started by itself, oldest first. */
async function listExecutions(): Promise<Listed[]> {
	const found = new Map<string, Listed>();
	for (let cursor: string | null | undefined = ''; typeof cursor === 'string';) {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
		const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
		const page: { results: Listed[]; nextCursor?: string | null } = await api.call(
			'GET',
			`/rest/executions?filter=${filter}&limit=100${after}`,
		);
		for (const execution of page.results) found.set(execution.id, execution);
		cursor = page.nextCursor;
	}
	const started = [...found.values()].filter(({ mode }) => mode === 'trigger');
	return started.toSorted((one, other) => Number(one.id) - Number(other.id));
}

/** What the trigger gave out, by execution. */
async function readNames(executions: Listed[]): Promise<string[]> {
	const names: string[] = [];
	for (const execution of executions) {
		const path = `/rest/executions/${execution.id}`;
		const stored = await api.call<{ status: string; data: string }>('GET', path);
		const runs = readExecution(execution.id, stored)?.nodes[TRIGGER] ?? [];
		names.push(
			...runs.flatMap((run) => (run.outputs[0] ?? []).map(({ json }) => String(json.Name))),
		);
	}
	return names;
}

const isListening = () => until(() => org.pubSub.streams === 1);

async function restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
	process.kill(n8n.pid, signal);
	await n8n.ended;
	const { userFolder, owner } = opened;
	n8n = await startN8n(lifetime, { installed: opened, userFolder, files: userFolder, env });
	api = n8n.api;
	await api.logIn(owner);
}

beforeAll(async () => {
	org = await startOrg({
		pubSub: {},
		policy: { changeDataCapture: ['Account'], deliveredEventsPerDay: 1_000_000 },
	});
	org.insert('Account', [{ Name: 'Before' }]);
	opened = await openDemoN8n(lifetime, createProgress({ stream: process.stderr }), { env });
	n8n = opened;
	api = opened.api;
	const credential = await api.createCredential({
		name: 'Org',
		type: 'salesforceClientCredentialsApi',
		data: credentialData('clientCredentials', org),
	});
	id = await api.publishWorkflow(workflowOf(credential, org.pubSub.endpoint));
	await isListening();
}, 300_000);
afterAll(async () => {
	await lifetime.end();
	await org.close();
});

describe('the event trigger in n8n', () => {
	it('delivers what happens from the activation on, within a second', async () => {
		const [account] = org.insert('Account', [{ Name: 'First' }]);
		const began = Date.now();
		await until(async () => (await listExecutions()).length === 1, 10);
		expect(Date.now() - began).toBeLessThan(3_000);
		const [execution] = await listExecutions();
		const path = `/rest/executions/${execution!.id}`;
		const stored = await api.call<{ status: string; data: string }>('GET', path);
		const run = readExecution(execution!.id, stored)!.nodes[TRIGGER]![0]!;
		expect(run.outputs[0]![0]!.json).toMatchObject({
			Id: account,
			event: 'created',
			Name: 'First',
			change: { object: 'Account', changedFields: [], isGap: false },
			eventInfo: { channel: '/data/AccountChangeEvent', id: expect.any(String) },
		});
	});

	it('loses nothing and repeats nothing over faults, a stop and a kill in the middle', async () => {
		const kinds = ['refuse', 'close', 'reset', 'drop'] as const;
		for (let at = 0; at < 12; at += 1) {
			org.pubSub.addFault({ kind: kinds[at % 4]!, after: 20 + at * 7 });
		}
		const names = Array.from({ length: EVENTS }, (_, index) => `Event ${index}`);
		const write = (from: number, to: number) =>
			org.insert(
				'Account',
				names.slice(from, to).map((Name) => ({ Name })),
			);
		const quarter = EVENTS / 4;
		write(0, quarter);
		await sleep(1_500);
		await restart('SIGKILL');
		write(quarter, 2 * quarter);
		await until(async () => (await listExecutions()).length > quarter);
		await restart('SIGTERM');
		write(2 * quarter, 3 * quarter);
		await sleep(1_000);
		org.revokeSessions();
		await restart('SIGKILL');
		write(3 * quarter, EVENTS);
		await until(async () => (await listExecutions()).length >= EVENTS + 1, 240 + EVENTS / 2);
		await sleep(3_000);
		const executions = await listExecutions();
		const ended = executions.filter(({ status }) => status === 'success');
		// One that a kill interrupted has begun, and so counts as handed over; n8n keeps no data of it.
		expect(executions.length).toBe(EVENTS + 1);
		const delivered = (await readNames(ended)).filter((name) => name !== 'First');
		expect(new Set(delivered).size).toBe(delivered.length);
		expect(delivered.length).toBeGreaterThanOrEqual(EVENTS - 30);
		expect(delivered.every((name) => names.includes(name))).toBe(true);
	}, 1_800_000);
});
