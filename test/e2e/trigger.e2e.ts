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
	type N8nItem,
	type RunningN8n,
	type Workflow,
} from '../../demo';
import { startOrg, type Org } from '../../emulator';

const TRIGGER = 'Account Changed';
/** One for all starts, as a user's n8n has it. */
const env = { N8N_ENCRYPTION_KEY: 'kept-across-restarts' };

/** n8n takes no poll time below a minute, but several that each name one second: a poll every two seconds. */
const pollTimes = Array.from({ length: 30 }, (_, index) => ({
	mode: 'custom',
	cronExpression: `${index * 2} * * * * *`,
}));

const workflowOf = (credentialId: string): Workflow => ({
	name: 'Accounts that change',
	nodes: [
		{
			id: '7c1a2f60-93f4-4a8e-9a55-9b7a3b6c2e01',
			name: TRIGGER,
			type: 'n8n-nodes-salesforce-server-to-server.salesforceTrigger',
			typeVersion: 1,
			position: [0, 0],
			credentials: { salesforceClientCredentialsApi: { id: credentialId, name: 'Org' } },
			parameters: {
				authentication: 'clientCredentials',
				object: { __rl: true, mode: 'list', value: 'Account' },
				triggerOn: 'createdOrUpdated',
				fields: ['Name'],
				options: { maxRecords: 5000 },
				pollTimes: { item: pollTimes },
			},
		},
		{
			id: '7c1a2f60-93f4-4a8e-9a55-9b7a3b6c2e02',
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

const textOf = ({ json }: N8nItem) => [json.event, json.Name].join(' ');

/** Items of all executions that n8n started by itself, or by hand. */
async function delivered(mode: 'trigger' | 'manual'): Promise<string[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
	const { results } = await api.call<{ results: Array<{ id: string; mode: string }> }>(
		'GET',
		`/rest/executions?filter=${filter}&limit=100`,
	);
	const items: string[] = [];
	for (const execution of results.filter((result) => result.mode === mode)) {
		const path = `/rest/executions/${execution.id}`;
		const stored = await api.call<{ status: string; data: string }>('GET', path);
		const runs = readExecution(execution.id, stored)?.nodes[TRIGGER] ?? [];
		items.push(...runs.flatMap((run) => (run.outputs[0] ?? []).map(textOf)));
	}
	return items.toSorted();
}

/** Waits until so many items have come, then two polls longer for any that come twice. */
async function untilDelivered(count: number): Promise<string[]> {
	for (let tries = 0; tries < 60 && (await delivered('trigger')).length < count; tries += 1) {
		await sleep(500);
	}
	await sleep(5_000);
	return delivered('trigger');
}

const queries = () => org.calls.filter(({ path }) => path.endsWith('/query')).length;

async function untilPolled(): Promise<void> {
	const before = queries();
	for (let tries = 0; tries < 100 && queries() === before; tries += 1) await sleep(200);
	expect(queries()).toBeGreaterThan(before);
}

async function restartN8n(meanwhile: () => Promise<void>): Promise<void> {
	process.kill(n8n.pid, 'SIGTERM');
	await n8n.ended;
	await meanwhile();
	const { userFolder, owner } = opened;
	n8n = await startN8n(lifetime, { installed: opened, userFolder, files: userFolder, env });
	api = n8n.api;
	await api.logIn(owner);
}

beforeAll(async () => {
	org = await startOrg();
	org.insert('Account', [{ Name: 'Old' }, { Name: 'Older' }]);
	opened = await openDemoN8n(lifetime, createProgress({ stream: process.stderr }), { env });
	n8n = opened;
	api = opened.api;
	const credential = await api.createCredential({
		name: 'Org',
		type: 'salesforceClientCredentialsApi',
		data: credentialData('clientCredentials', org),
	});
	id = await api.publishWorkflow(workflowOf(credential));
	await untilPolled();
}, 300_000);
afterAll(async () => {
	await lifetime.end();
	await org.close();
});

describe('the trigger in n8n', () => {
	it('delivers what is created and changed after the activation, once', async () => {
		const [first] = org.insert('Account', [{ Name: 'One' }, { Name: 'Two' }, { Name: 'Three' }]);
		expect(await untilDelivered(3)).toEqual(['created One', 'created Three', 'created Two']);
		org.update('Account', [{ Id: first!, Name: 'One, changed' }]);
		expect(await untilDelivered(4)).toContain('updated One, changed');
		expect(await delivered('trigger')).toHaveLength(4);
	});

	it('shows sample records by hand beside it, twice, and continues as before', async () => {
		const before = await delivered('trigger');
		for (let times = 1; times <= 2; times += 1) {
			const { status, nodes } = await api.runWorkflow(id, TRIGGER);
			expect(status).toBe('success');
			expect(nodes[TRIGGER]![0]!.outputs[0]).toHaveLength(5);
		}
		org.insert('Account', [{ Name: 'Beside' }]);
		expect(await untilDelivered(5)).toEqual([...before, 'created Beside'].toSorted());
		expect(await delivered('manual')).toHaveLength(10);
	});

	it('delivers after a restart what happened meanwhile, and nothing again', async () => {
		const before = await delivered('trigger');
		await restartN8n(async () => {
			const [old] = org.records('Account').filter(({ Name }) => Name === 'Older');
			org.insert('Account', [{ Name: 'While away' }]);
			org.update('Account', [{ Id: old!.Id, Name: 'Older, changed' }]);
			await sleep(1_500);
		});
		const news = ['created While away', 'updated Older, changed'];
		expect(await untilDelivered(7)).toEqual([...before, ...news].toSorted());
	});

	it('misses and repeats nothing where answers are dated ahead, or not at all', async () => {
		const before = await delivered('trigger');
		let answers = 0;
		const dates = [
			(now: number) => new Date(now + 90_000).toUTCString(),
			(now: number) => new Date(answers % 3 === 0 ? Date.UTC(2099, 0) : now).toUTCString(),
			() => undefined,
		];
		const names: string[] = [];
		for (const [kind, dateHeader] of dates.entries()) {
			org.setPolicy({
				dateHeader(now) {
					answers += 1;
					return dateHeader(now);
				},
			});
			for (let count = 1; count <= 4; count += 1) {
				const Name = `Dated ${kind} ${count}`;
				org.insert('Account', [{ Name }]);
				names.push(`created ${Name}`);
				await untilPolled();
			}
		}
		org.setPolicy({ dateHeader: (now) => new Date(now).toUTCString() });
		const all = [...before, ...names].toSorted();
		expect(await untilDelivered(all.length)).toEqual(all);
	});

	it('tells a record as created once that changes between two pages of one poll', async () => {
		const before = await delivered('trigger');
		await restartN8n(async () => {
			const rows = Array.from({ length: 2100 }, (_, index) => ({ Name: `Row ${index}` }));
			const [first] = org.insert('Account', rows);
			await sleep(1_200);
			const change = [{ Id: first!, Name: 'Row 0, changed' }];
			const held = org.update('Account', change, { hold: true });
			await sleep(1_200);
			const queried = queries();
			let isCommitted = false;
			org.setPolicy({
				dateHeader(now) {
					// The first page is on its way.
					if (!isCommitted && queries() > queried) {
						isCommitted = true;
						held.commit();
					}
					return new Date(now).toUTCString();
				},
			});
		});
		const items = await untilDelivered(before.length + 2101);
		expect(items).toHaveLength(before.length + 2101);
		const ofFirst = items.filter((item) => /Row 0(,|$)/.test(item));
		expect(ofFirst).toEqual(['created Row 0', 'updated Row 0, changed']);
	});

	it('costs one API call a poll where nothing changes', async () => {
		await untilPolled();
		const [calls, queried] = [org.calls.length, queries()];
		await untilPolled();
		expect(org.calls.length - calls).toBe(queries() - queried);
	});
});
