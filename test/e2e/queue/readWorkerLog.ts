import { readFileSync } from 'node:fs';

export interface WorkerLog {
	/** Ids of the executions that it took. */
	started: string[];
	finished: string[];
	/** Everything that it printed. */
	text: string;
}

/** What a worker tells of its executions. */
export function readWorkerLog({ log }: { log: string }): WorkerLog {
	const text = readFileSync(log, 'utf8');
	const ids = (verb: string) =>
		[...text.matchAll(new RegExp(`Worker ${verb} execution (\\d+)`, 'g'))].map(([, id]) => id!);
	return { started: ids('started'), finished: ids('finished'), text };
}
