import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
	createLifetime,
	createProgress,
	credentialData,
	credentialName,
	fillN8n,
	nodeNames,
	openDemoN8n,
	outputItems,
	runContacts,
	startN8n,
	type DemoN8n,
	type Flow,
} from '../../demo';
import { startOrg } from '../../emulator';
import { eventWorkflow, listStarted, readItems } from './eventWorkflow';
import type { Fixture } from './openFixture';
import { readStoredFile } from './readStoredFile';
import { autoMap, byName, pairedWith, runOperation } from './runOperation';
import { until } from './until';

/** Installing it on a bare machine takes minutes, once. */
const INSTALL_TIMEOUT_MS = 45 * 60_000;

/** n8n takes no poll time below a minute, but several that each name one second: a poll every two seconds. */
const pollTimes = Array.from({ length: 30 }, (_, index) => ({
	mode: 'custom',
	cronExpression: `${index * 2} * * * * *`,
}));

/** One key for all starts, as a user's n8n has it; files are kept as n8n 2 does it by itself. */
const env = {
	N8N_ENCRYPTION_KEY: 'kept-across-restarts',
	N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
};

const lifetime = createLifetime();
let n8n: DemoN8n;
beforeAll(async () => {
	n8n = await openDemoN8n(lifetime, createProgress({ stream: process.stderr }), {
		major: 1,
		env,
	});
}, INSTALL_TIMEOUT_MS);
afterAll(() => lifetime.end());

let fixture: Fixture;
beforeEach(async () => {
	const org = await startOrg({ pubSub: {}, policy: { changeDataCapture: ['Account'] } });
	const flows = await fillN8n(n8n.api, org);
	fixture = { ...n8n, org, flows, close: () => org.close() };
	return () => fixture.close();
});

describe.each<Flow>(['clientCredentials', 'jwtBearer'])('n8n 1 by %s', (flow) => {
	it('runs the main workflow: 500 messy rows, 3 calls, 1 login, and nothing created twice', async () => {
		const { api, org, flows } = fixture;
		const first = await runContacts(api, org, flows[flow]);
		expect(first.differences).toEqual([]);
		expect(first.run).toMatchObject({ created: 486, refused: 14, collectionCalls: 3, logins: 1 });
		const second = await runContacts(api, org, flows[flow], { again: true });
		expect(second.differences).toEqual([]);
		expect(second.run).toMatchObject({ created: 0, updated: 486, logins: 0 });
	});

	it('lets the HTTP Request node share the session, and log in again once it is revoked', async () => {
		const { api, org, flows } = fixture;
		const request = () => api.runWorkflow(flows[flow].workflows.limits, nodeNames.trigger);
		await runContacts(api, org, flows[flow]);
		const execution = await request();
		expect(execution.error).toBeUndefined();
		expect(outputItems(execution, 'Limits of the Org')[0]?.json).toHaveProperty('DailyApiRequests');
		expect(org.logins).toBe(1);
		org.revokeSessions();
		expect((await request()).status).toBe('success');
		expect(org.logins).toBe(2);
	});

	it('tests the credential', async () => {
		const { api, org, flows } = fixture;
		const { id, type, label } = flows[flow].credential;
		const test = (changes: Record<string, string> = {}) =>
			api.testCredential({
				id,
				type,
				name: credentialName({ label }),
				data: { ...credentialData(flow, org), ...changes },
			});
		expect(await test()).toEqual({ status: 'OK', message: 'Connection successful!' });
		const { status, message } = await test({ consumerKey: '3MVG9unknown' });
		expect(status).toBe('Error');
		expect(message).toContain('client identifier invalid');
	});
});

const activate = (workflowId: string, active = true) =>
	fixture.api.call('PATCH', `/rest/workflows/${workflowId}`, { active });

describe('n8n 1', () => {
	const create = (onError: 'stopWorkflow' | 'continueErrorOutput') =>
		runOperation(fixture, {
			parameters: {
				resource: 'record',
				operation: 'create',
				object: byName('Contact'),
				fields: autoMap(),
			},
			items: ['Ada', '', 'Grace'].map((LastName) => ({ LastName })),
			onError,
		});
	const lastNames = () => fixture.org.records('Contact').map(({ LastName }) => LastName);

	it('gives refused items to the error output, paired, with the error code', async () => {
		const { outputs } = await create('continueErrorOutput');
		expect(pairedWith(outputs[0])).toEqual([0, 2]);
		expect(pairedWith(outputs[1])).toEqual([1]);
		expect(outputs[1]?.[0]?.json).toMatchObject({
			error: 'Required fields are missing: [LastName]',
			details: { errorCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] },
		});
		expect(lastNames()).toEqual(['Ada', 'Grace']);
	});

	it('stops with the item named and how many were saved', async () => {
		const { execution, error } = await create('stopWorkflow');
		expect(execution.status).toBe('error');
		expect(error?.message).toBe('Required fields are missing: [LastName] [item 1]');
		expect(error?.description).toMatch(/^2 records were saved before and stay saved\./);
		expect(lastNames()).toEqual(['Ada', 'Grace']);
	});

	it('writes the rows of a bulk query into a file', async () => {
		await create('continueErrorOutput');
		const run = await runOperation(fixture, {
			parameters: {
				resource: 'bulkJob',
				operation: 'query',
				query: 'SELECT LastName FROM Contact ORDER BY LastName',
				destination: 'file',
			},
		});
		expect(run.error).toBeUndefined();
		const [header, ...rows] = (await readStoredFile(fixture, run, 'data')).trim().split(/\r?\n/);
		expect(header).toBe('"LastName"');
		expect(rows).toEqual(['"Ada"', '"Grace"']);
	});

	it('polls with the trigger once its workflow is active', async () => {
		const { api, org, flows } = fixture;
		const { credential } = flows.clientCredentials;
		const name = 'Account Changed';
		const workflowId = await api.createWorkflow({
			name,
			nodes: [
				{
					id: name,
					name,
					type: 'n8n-nodes-salesforce-server-to-server.salesforceTrigger',
					typeVersion: 1,
					position: [0, 0],
					credentials: { [credential.type]: { id: credential.id, name: credential.label } },
					parameters: {
						authentication: 'clientCredentials',
						object: byName('Account'),
						triggerOn: 'createdOrUpdated',
						fields: ['Name'],
						pollTimes: { item: pollTimes },
					},
				},
			],
			connections: {},
			settings: { executionOrder: 'v1' },
		});
		await activate(workflowId);
		org.insert('Account', [{ Name: 'New' }]);
		const names = await vi.waitUntil(
			async () => {
				const [execution] = await api.listExecutions({ workflowId });
				const ended = execution && (await api.readEnded(execution.id));
				const items = ended ? outputItems(ended, name) : [];
				return items.length > 0 && items.map(({ json }) => json.Name);
			},
			{ timeout: 30_000, interval: 200 },
		);
		await activate(workflowId, false);
		expect(names).toEqual(['New']);
	});

	it('starts a workflow with an outbound message, once, and acknowledges it', async () => {
		const { api, org, url } = fixture;
		const name = 'message-received';
		const workflowId = await api.createWorkflow({
			name,
			nodes: [
				{
					id: name,
					name,
					type: 'n8n-nodes-salesforce-server-to-server.salesforceOutboundMessageTrigger',
					typeVersion: 1,
					position: [0, 0],
					webhookId: name,
					parameters: { acknowledge: 'success' },
				},
			],
			connections: {},
			settings: { executionOrder: 'v1' },
		});
		await activate(workflowId);
		org.outboundMessages.addRule({
			object: 'Account',
			fields: ['Name'],
			endpointUrl: `${url}/webhook/${name}/webhook`,
		});
		org.insert('Account', [{ Name: 'First' }, { Name: 'Second' }]);
		const [delivery] = await org.outboundMessages.send();
		expect(delivery).toMatchObject({ status: 200, isAcknowledged: true });
		await activate(workflowId, false);
		const [execution, ...more] = await api.listExecutions({ workflowId });
		const ended = await api.readEnded(execution!.id);
		expect(more).toEqual([]);
		expect(outputItems(ended!, name).map(({ json }) => json.Name)).toEqual(['First', 'Second']);
	});
});

describe('the event trigger in n8n 1', () => {
	/** A workflow that listens, and the items of its executions. */
	async function listen(parameters: Record<string, unknown>) {
		const { org, flows } = fixture;
		const { id: credential, type, label: name } = flows.clientCredentials.credential;
		const { endpoint } = org.pubSub;
		const workflow = eventWorkflow({
			credentials: { [type]: { id: credential, name } },
			endpoint,
			parameters: { options: { endpoint, maxRunning: 1 }, ...parameters },
		});
		const id = await fixture.api.createWorkflow(workflow);
		await activate(id);
		await until(() => org.pubSub.streams > 0);
		const items = async () => readItems(fixture.api, await listStarted(fixture.api, id));
		/** All items, once one has that value. */
		const takeUpTo = async (field: string, value: string) => {
			let taken: Awaited<ReturnType<typeof items>> = [];
			await until(async () => {
				taken = await items();
				return taken.some((item) => item[field] === value);
			}, 30);
			return taken;
		};
		return { id, takeUpTo };
	}

	it('takes platform events', async () => {
		const { org } = fixture;
		const event = byName('Order_Placed__e');
		const { id, takeUpTo } = await listen({ listenTo: 'platformEvent', event });
		await runOperation(fixture, {
			parameters: {
				resource: 'event',
				operation: 'publish',
				event,
				fields: autoMap(),
			},
			items: [{ Order_Number__c: '4711' }],
		});
		expect(await takeUpTo('Order_Number__c', '4711')).toHaveLength(1);
		await activate(id, false);
		await until(() => org.pubSub.streams === 0);
	});

	it('takes changes, and goes on where it was after it was stopped, and after n8n was', async () => {
		const { org, owner, userFolder } = { ...n8n, ...fixture };
		const { id, takeUpTo } = await listen({ objects: ['Account'] });
		const insert = (from: number, count: number) =>
			org.insert(
				'Account',
				Array.from({ length: count }, (_, index) => ({ Name: `A${from + index}` })),
			);
		insert(0, 20);
		const [first] = await takeUpTo('Name', 'A19');
		expect(first).toMatchObject({ event: 'created', change: { object: 'Account' } });
		await activate(id, false);
		await until(() => org.pubSub.streams === 0);
		insert(20, 5);
		await activate(id);
		await takeUpTo('Name', 'A24');
		process.kill(n8n.pid, 'SIGTERM');
		await n8n.ended;
		insert(25, 5);
		const started = await startN8n(lifetime, {
			installed: n8n,
			userFolder,
			files: userFolder,
			env,
		});
		await started.api.logIn(owner);
		Object.assign(n8n, started);
		Object.assign(fixture, started);
		const names = (await takeUpTo('Name', 'A29')).map(({ Name }) => String(Name));
		expect([...new Set(names)]).toEqual(Array.from({ length: 30 }, (_, n) => `A${n}`));
		// n8n 1 may keep no position at a stop, and takes no key: what ran last may come again, once.
		const again = names.filter((name, at) => names.indexOf(name) < at);
		expect(again).toEqual(['A19', 'A24'].filter((name) => again.includes(name)));
		await activate(id, false);
	});
});
