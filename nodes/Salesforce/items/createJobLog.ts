import type { IExecuteFunctions } from 'n8n-workflow';
import type { BulkJob } from '../../../rest';

/**
 * Writes the steps of a job, each with the job's ID, to n8n's log, and in a manual run also to the browser's
 * console. After a crash the log shows the ID of a job that continues in Salesforce.
 */
export function createJobLog({ context }: { context: IExecuteFunctions }) {
	return (message: string, job: BulkJob): void => {
		context.logger.info(message, { jobId: job.id, object: job.object, state: job.state });
		if (context.getMode() === 'manual') context.sendMessageToUI(message);
	};
}
