import { randomBytes } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from '../contactsCsv';
import type { Lifetime } from '../lifetime';
import { makeOwner } from '../makeOwner';
import { prepareN8n } from '../prepareN8n';
import type { Progress } from '../progress';
import { startN8n, type RunningN8n } from '../startN8n';
import type { N8nProcess } from '../startN8nProcess';
import { findServers } from './findServers';
import { startPostgres } from './startPostgres';
import { startRedis } from './startRedis';
import { startWorker } from './startWorker';

export interface QueueOptions {
	/** @default 3 */
	workers?: number;
	/** Executions that each worker runs at once. @default 10, as n8n's */
	concurrency?: number;
	/** Further environment variables for all of n8n's processes. */
	env?: Record<string, string>;
}

/**
 * A worker may be done before n8n's main process listens for it. It looks again after five seconds, and finds
 * only jobs that are kept: n8n keeps none by default, and a webhook's caller then waits for ever.
 */
const KEPT_JOBS = 10_000;

/** n8n in queue mode: the owner is logged in at the main process, executions run in the workers. */
export interface Queue extends RunningN8n {
	workers: N8nProcess[];
	/** Starts one more, as where one has died; it is among `workers` then. */
	addWorker(): Promise<N8nProcess>;
	/** Kills the main process as a machine without power does, and starts it again, at another port. */
	restartMain(): Promise<void>;
}

/**
 * Starts Redis, PostgreSQL, n8n's main process and workers on loopback, this package installed in each as
 * users get it.
 * @throws DemoError saying in one line what to do, e.g. what to install
 */
export async function openQueue(
	lifetime: Lifetime,
	progress: Progress,
	{ workers: count = 3, concurrency = 10, env: further }: QueueOptions = {},
): Promise<Queue> {
	const servers = findServers();
	const { installed, folder, userFolder } = await prepareN8n(lifetime, progress);
	const env = await progress.step('Start Redis and PostgreSQL', async () => ({
		EXECUTIONS_MODE: 'queue',
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
		N8N_EXECUTIONS_QUEUE_KEEP_LAST_COMPLETED: String(KEPT_JOBS),
		...(await startRedis(lifetime, servers.redis, folder)),
		...(await startPostgres(lifetime, servers)),
		...further,
	}));
	/** A machine of its own for each process: n8n takes what another left in its folder for its own crash. */
	const optionsOf = async (name: string) => {
		const own = join(folder, name);
		await cp(userFolder, own, { recursive: true });
		return { installed, userFolder: own, files: dataFolder, env };
	};
	const mainOptions = await optionsOf('main');
	const main = await progress.step("Start n8n's main process", () =>
		startN8n(lifetime, mainOptions),
	);
	const owner = makeOwner();
	await main.api.setUpOwner(owner);
	const workers: N8nProcess[] = [];
	let named = 0;
	const addWorker = async () => {
		const options = await optionsOf(`worker-${(named += 1)}`);
		const worker = await startWorker(lifetime, { ...options, concurrency });
		workers.push(worker);
		return worker;
	};
	await progress.step(`Start ${count} workers`, () =>
		Promise.all(Array.from({ length: count }, addWorker)),
	);
	const queue: Queue = {
		...main,
		workers,
		addWorker,
		async restartMain() {
			process.kill(queue.pid, 'SIGKILL');
			await queue.ended;
			Object.assign(queue, await startN8n(lifetime, mainOptions));
			await queue.api.logIn(owner);
		},
	};
	return queue;
}
