import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	createLifetime,
	createProgress,
	credentialData,
	openDemoN8n,
	startN8n,
	type DemoN8n,
	type N8nApi,
	type RunningN8n,
	type Workflow,
} from '../../demo';
import { startOrg, type Org } from '../../emulator';
import { eventWorkflow, listStarted, readItems, readNames } from './eventWorkflow';
import { until } from './until';

/** One for all starts, as a user's n8n has it. */
const env = { N8N_ENCRYPTION_KEY: 'kept-across-restarts' };
/** 2,000 take a quarter of an hour. */
const EVENTS = Number(process.env.EVENT_TRIGGER_EVENTS ?? 200);

const lifetime = createLifetime();
let org: Org;
let opened: DemoN8n;
let n8n: RunningN8n;
let api: N8nApi;
let workflow: Workflow;
let id: string;

const listExecutions = (workflowId = id) => listStarted(api, workflowId);
const countEnded = async (workflowId = id) =>
	(await listExecutions(workflowId)).filter(({ status }) => status === 'success').length;

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
	const credentials = { salesforceClientCredentialsApi: { id: credential, name: 'Org' } };
	workflow = eventWorkflow({ credentials, endpoint: org.pubSub.endpoint });
	id = await api.publishWorkflow(workflow);
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
		await until(async () => (await countEnded()) === 1);
		expect((await readItems(api, await listExecutions()))[0]).toMatchObject({
			Id: account,
			event: 'created',
			Name: 'First',
			change: { object: 'Account', changedFields: [], isGap: false },
			eventInfo: { channel: '/data/AccountChangeEvent', id: expect.any(String) },
		});
	});

	it('shares its stream with the trigger of another workflow', async () => {
		const other = await api.publishWorkflow(workflow);
		// n8n starts a trigger a moment later.
		await until(() => org.pubSub.streams === 2);
		const before = (await listExecutions()).length;
		const publish = async (Name: string, count: number) => {
			org.insert('Account', [{ Name }]);
			await until(async () => (await countEnded(other)) >= count);
			await until(async () => (await countEnded()) >= before + count);
		};
		// The newcomer has a stream of its own until both have had the same event.
		await publish('Both', 1);
		await publish('Joins', 2);
		await isListening();
		const { delivered } = org.pubSub;
		await publish('Shared', 3);
		expect(org.pubSub.delivered - delivered).toBe(1);
		const names = ['Both', 'Joins', 'Shared'];
		expect(await readNames(api, await listExecutions(other))).toEqual(names);
		expect((await readNames(api, await listExecutions())).slice(before)).toEqual(names);
		await api.call('POST', `/rest/workflows/${other}/deactivate`);
	}, 60_000);

	it('loses nothing and repeats nothing over faults, a stop and a kill in the middle', async () => {
		const before = (await listExecutions()).length;
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
		await until(async () => (await listExecutions()).length > before + quarter - 1);
		await restart('SIGTERM');
		write(2 * quarter, 3 * quarter);
		await sleep(1_000);
		org.revokeSessions();
		await restart('SIGKILL');
		write(3 * quarter, EVENTS);
		await until(async () => (await listExecutions()).length >= before + EVENTS, 240 + EVENTS / 2);
		await sleep(3_000);
		const executions = (await listExecutions()).slice(before);
		const ended = executions.filter(({ status }) => status === 'success');
		const delivered = await readNames(api, ended);
		console.log(
			`${EVENTS} events: ${executions.length} executions, ${ended.length} ended well, ` +
				`${new Set(delivered).size} different names, ${delivered.length - new Set(delivered).size} twice`,
		);
		// One that a kill interrupted has begun, and so counts as handed over; n8n keeps no data of it.
		expect(executions.length).toBe(EVENTS);
		expect(new Set(delivered).size).toBe(delivered.length);
		expect(delivered.length).toBeGreaterThanOrEqual(EVENTS - 30);
		expect(delivered.every((name) => names.includes(name))).toBe(true);
	}, 1_800_000);
});
