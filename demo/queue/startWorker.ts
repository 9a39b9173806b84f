import { freePorts } from '../freePorts';
import type { Lifetime } from '../lifetime';
import { type N8nProcess, type N8nProcessOptions, startN8nProcess } from '../startN8nProcess';

export interface WorkerOptions extends N8nProcessOptions {
	/** Executions that it runs at once. */
	concurrency: number;
}

/**
 * Starts a worker of n8n's queue mode and waits until it takes executions.
 * @throws DemoError with the end of n8n's own log where it ends or doesn't get ready
 */
export async function startWorker(
	lifetime: Lifetime,
	{ concurrency, ...options }: WorkerOptions,
): Promise<N8nProcess> {
	const [port, brokerPort] = (await freePorts(0, 0)) as [number, number];
	const args = ['worker', `--concurrency=${concurrency}`];
	return startN8nProcess(lifetime, args, `http://127.0.0.1:${port}`, {
		...options,
		env: {
			N8N_RUNNERS_BROKER_PORT: String(brokerPort),
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(port),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			...options.env,
		},
	});
}
