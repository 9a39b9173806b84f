import type { Queue } from '../../../demo';

type Worker = Queue['workers'][number];

/** Ends a worker as a machine without power does, and takes it off the list of those that live. */
export async function killWorker({ workers }: Queue, worker: Worker): Promise<void> {
	workers.splice(workers.indexOf(worker), 1);
	process.kill(worker.pid, 'SIGKILL');
	await worker.ended;
}
