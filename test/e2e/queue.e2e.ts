import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	createLifetime,
	createProgress,
	openQueue,
	type Queue,
	type WebhookAnswer,
} from '../../demo';
import { type Org } from '../../emulator';
import { eventWorkflow, listStarted, readNames } from './eventWorkflow';
import {
	interruptWorker,
	type InterruptedWorker,
	type Interruption,
} from './queue/interruptWorker';
import { killWorker } from './queue/killWorker';
import { openQueueOrg } from './queue/openQueueOrg';
import { readWorkerLog } from './queue/readWorkerLog';
import { bodiesOf, expectNothingLost, saveAndRead } from './queue/saveAndRead';
import { until } from './queue/until';
import { until as waitFor } from './until';

const EXECUTIONS = 300;
const WORKERS = 3;
/** Executions that each worker runs at once. */
const CONCURRENCY = 10;
/** n8n's own words for an execution whose worker is gone. */
const LOST = /failed to be processed too many times/;

/** n8n's lock is shortened, so that a lost worker is noticed within half a minute. */
const env = {
	QUEUE_WORKER_LOCK_DURATION: '30000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '5000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

const lifetime = createLifetime();
let queue: Queue;
beforeAll(async () => {
	const progress = createProgress({ stream: process.stderr });
	// One alone, so that it is known which one holds the executions that are interrupted.
	queue = await openQueue(lifetime, progress, { workers: 1, concurrency: CONCURRENCY, env });
}, 600_000);
afterAll(() => lifetime.end());

describe('a worker that is killed without a word', () => {
	let interrupted: InterruptedWorker;
	beforeAll(async () => {
		interrupted = await interruptWorker(lifetime, queue, WORKERS);
	}, 600_000);

	const jobsOf = (org: Org) => [
		...new Set(org.calls.flatMap(({ path }) => /\/ingest\/(750\w+)/.exec(path)?.[1] ?? [])),
	];
	const uploadsOf = (org: Org) => org.calls.filter(({ method }) => method === 'PUT').length;

	/** Runs an execution's rows again, with the id of its Bulk job as the log of the dead worker gives it. */
	async function resume({ org, workflow, rows }: Interruption) {
		org.clearFaults();
		const [resumeJobId] = jobsOf(org);
		expect(interrupted.log).toContain(`Job ${resumeJobId} created`);
		const { status, body } = await workflow.call({ rows, resumeJobId });
		expect({ status, body }).toMatchObject({
			status: 200,
			body: rows.map(() => ({ success: true })),
		});
	}

	/** Each row is there once. */
	function expectEachOnce({ org, rows }: Interruption): void {
		const names = org.records('Contact').map(({ External_Id__c }) => External_Id__c);
		expect(names.toSorted()).toEqual(rows.map(({ External_Id__c }) => External_Id__c).toSorted());
	}

	it('leaves executions that n8n ends as failed and says why', async () => {
		for (const { first, workflow } of Object.values(interrupted.at)) {
			expect(first.status).toBe(500);
			const [listed] = await queue.api.listExecutions({ workflowId: workflow.id });
			const execution = await queue.api.readEnded(listed!.id);
			expect(execution).toMatchObject({
				status: 'error',
				error: { message: expect.stringMatching(LOST) as string },
			});
		}
	});

	it('leaves a batch that, run again, updates what was saved and creates the rest', async () => {
		const { batch } = interrupted.at;
		const saved = new Map(
			batch.org.records('Contact').map(({ External_Id__c, Id }) => [External_Id__c, Id]),
		);
		expect(saved.size).toBe(400);
		const { status, body } = await batch.workflow.call({ rows: batch.rows });
		expect(status).toBe(200);
		for (const [n, { External_Id__c }] of batch.rows.entries()) {
			const id = saved.get(External_Id__c);
			expect((body as object[])[n]).toMatchObject(
				id === undefined ? { success: true, created: true } : { id, success: true, created: false },
			);
		}
		expectEachOnce(batch);
	});

	it('leaves a Bulk job that is under way, which its id brings to its end without another upload', async () => {
		const { working } = interrupted.at;
		await resume(working);
		expect([jobsOf(working.org).length, uploadsOf(working.org)]).toEqual([1, 1]);
		expectEachOnce(working);
	});

	it('leaves a Bulk job without its rows, which gets them by its id', async () => {
		const { uploading } = interrupted.at;
		await resume(uploading);
		expect([jobsOf(uploading.org).length, uploadsOf(uploading.org)]).toEqual([1, 2]);
		expectEachOnce(uploading);
	});

	it('leaves a Bulk job that has its rows and was never closed, which ends without having done anything', async () => {
		const { uploaded } = interrupted.at;
		await resume(uploaded);
		expect(jobsOf(uploaded.org)).toHaveLength(2);
		expectEachOnce(uploaded);
	});
});

/** Executions that the workers have under way together; n8n begins them in the order of their ids. */
const AT_ONCE = WORKERS * CONCURRENCY;

/** The worker whose execution stands still, for all others under way were begun long after it. */
function findStuckWorker({ workers }: Queue) {
	const underWay = workers.flatMap((worker) => {
		const { started, finished } = readWorkerLog(worker);
		return started
			.filter((id) => !finished.includes(id))
			.map((id) => ({ worker, since: Number(id) }));
	});
	const [oldest, next] = underWay.toSorted((a, b) => a.since - b.since);
	return oldest && next && next.since - oldest.since > AT_ONCE ? oldest.worker : undefined;
}

const callAll = (call: (body: object) => Promise<WebhookAnswer>, bodies: object[]) =>
	Promise.all(bodies.map(call));

describe('300 executions at once in three workers', () => {
	const bodies = bodiesOf(EXECUTIONS);
	beforeAll(async () => {
		while (queue.workers.length < WORKERS) await queue.addWorker();
	}, 600_000);

	it('cost one login a process, and one more a process if the session is revoked in the middle', async () => {
		const opened = await openQueueOrg(lifetime, queue, { sharedSessions: false });
		const { org } = opened;
		const { call } = await opened.publish('storm', saveAndRead(opened));
		org.addFault({
			match: { path: '/services/data/' },
			after: EXECUTIONS,
			revokeSessions: true,
		});
		const finished = () => queue.workers.map((worker) => readWorkerLog(worker).finished.length);
		const before = finished();
		expectNothingLost(opened, await callAll(call, bodies), true);
		const taken = finished().map((count, n) => count - before[n]!);
		expect(Math.min(...taken)).toBeGreaterThan(0);
		expect(org.logins).toBeGreaterThan(WORKERS);
		expect(org.logins).toBeLessThanOrEqual(2 * WORKERS);

		const { logins } = org;
		expectNothingLost(opened, await callAll(call, bodies), false);
		expect(org.logins).toBe(logins);
	});

	it("cost no more with n8n's HTTP Request node on the same credential", async () => {
		const opened = await openQueueOrg(lifetime, queue, { sharedSessions: false });
		const { org } = opened;
		const limits = opened.httpRequest('Limits', '/services/data/v67.0/limits');
		const { call } = await opened.publish('requests', [limits]);
		org.addFault({
			match: { path: '/services/data/' },
			after: EXECUTIONS / 2,
			revokeSessions: true,
		});
		for (const { status, body } of await callAll(call, bodies)) {
			expect({ status, body }).toMatchObject({ status: 200, body: { DailyApiRequests: {} } });
		}
		expect(org.logins).toBeLessThanOrEqual(2 * WORKERS);
	});

	it('lose and repeat nothing if one worker is killed in the middle', async () => {
		const opened = await openQueueOrg(lifetime, queue, { sharedSessions: false });
		const { org } = opened;
		const workflow = await opened.publish('loss', saveAndRead(opened));
		// One answer doesn't come, so that a worker is surely in the middle of an execution.
		org.addFault({ match: { method: 'PATCH' }, after: EXECUTIONS / 3, silent: 'done' });
		const answering = callAll(workflow.call, bodies);
		await killWorker(queue, await until('one stands still', () => findStuckWorker(queue)));
		const answers = await answering;

		const lost = answers.flatMap(({ status }, n) => (status === 200 ? [] : [n]));
		const failed = await queue.api.listExecutions({ workflowId: workflow.id, status: ['error'] });
		expect(failed).toHaveLength(lost.length);
		expect(failed.length).toBeGreaterThan(0);
		for (const { id } of failed) {
			expect(await queue.api.readEnded(id)).toMatchObject({
				error: { message: expect.stringMatching(LOST) as string },
			});
		}
		for (const n of lost) answers[n] = await workflow.call(bodies[n]);
		expectNothingLost(opened, answers);
		expect(org.logins).toBeLessThanOrEqual(WORKERS);
	});
});

describe('the event trigger', () => {
	beforeAll(async () => {
		if (queue.workers.length < 2) await queue.addWorker();
	}, 600_000);

	it('listens in the main process alone, runs in the workers, and loses and repeats nothing over its kill', async () => {
		const { org, credentials } = await openQueueOrg(
			lifetime,
			queue,
			{ changeDataCapture: ['Account'] },
			'clientCredentials',
		);
		const { endpoint } = org.pubSub;
		const publishTrigger = (maxRunning: number) => {
			const parameters = { objects: ['Account'], options: { endpoint, maxRunning } };
			return queue.api.publishWorkflow(eventWorkflow({ credentials, endpoint, parameters }));
		};
		const many = await publishTrigger(10);
		await until('the trigger listens', () => org.pubSub.streams === 1);
		// One by one, since n8n begins executions in any order that come at once.
		const oneByOne = await publishTrigger(1);
		await until('the other trigger listens', () => org.pubSub.streams === 2);
		const names: string[] = [];
		const write = (count: number) => {
			const added = Array.from({ length: count }, (_, n) => `Event ${names.length + n}`);
			names.push(...added);
			org.insert(
				'Account',
				added.map((Name) => ({ Name })),
			);
		};
		const list = (id: string) => listStarted(queue.api, id);
		const allEnded = () =>
			waitFor(async () => {
				const executions = [...(await list(many)), ...(await list(oneByOne))];
				const ended = executions.filter(({ status }) => status === 'success');
				return ended.length >= 2 * names.length;
			});
		const read = async (id: string) => readNames(queue.api, await list(id));

		write(10);
		await allEnded();
		// No other process has a stream, and the executions ran in others than the one that has.
		expect(org.pubSub.streams).toBe(1);
		const ran = queue.workers.flatMap((worker) => readWorkerLog(worker).finished);
		expect((await list(many)).every((one) => ran.includes(one.id))).toBe(true);
		expect(await read(oneByOne)).toEqual(names);

		write(20);
		await waitFor(async () => (await list(many)).length > 15);
		const restarted = queue.restartMain();
		await until('the streams have ended', () => org.pubSub.streams === 0);
		write(5);
		await restarted;
		await allEnded();
		expect(await read(oneByOne)).toEqual(names);
		expect((await read(many)).toSorted()).toEqual(names.toSorted());
	}, 300_000);
});
