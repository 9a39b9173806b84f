import type { IExecuteFunctions } from 'n8n-workflow';
import type { BulkJob } from '../../../rest';

/**
 * Writes a job's steps, its id in each, to n8n's log, and in a run by hand to the browser's console:
 * after a crash the log is where the id of a job that goes on is found.
 */
export function createJobLog({ context }: { context: IExecuteFunctions }) {
	return (message: string, job: BulkJob): void => {
		context.logger.info(message, { jobId: job.id, object: job.object, state: job.state });
		if (context.getMode() === 'manual') context.sendMessageToUI(message);
	};
}
