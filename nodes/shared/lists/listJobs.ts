import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { type BulkJob, listJobs, type JobType } from '../../../rest';
import { salesforceClient } from '../salesforceClient';

/** Nobody reads a longer list in the editor. */
const MAX_SHOWN = 200;

/** "Contact, insert, JobComplete, 2026-01-31 09:30:00 UTC (750...)". */
const describeJob = ({ id, object, operation, state, createdDate = '' }: BulkJob): string => {
	const [moment = ''] = createdDate.replace('T', ' ').split('.');
	return `${object}, ${operation}, ${state}, ${moment} UTC (${id})`;
};

const byNewest = (a: BulkJob, b: BulkJob) =>
	Date.parse(b.createdDate ?? '') - Date.parse(a.createdDate ?? '');

/** The Bulk API 2.0 jobs of the org whose words hold the filter's, newest first. */
export async function listNewestJobs(
	context: ILoadOptionsFunctions,
	type: JobType,
	filter = '',
): Promise<Array<{ name: string; value: string }>> {
	const wanted = filter.trim().toLowerCase();
	const jobs: BulkJob[] = [];
	// Salesforce orders its pages by a rule of its own, so the newest may be on any of them.
	for await (const page of listJobs(await salesforceClient(context), type)) jobs.push(...page);
	return jobs
		.toSorted(byNewest)
		.map((job) => ({ name: describeJob(job), value: job.id }))
		.filter(({ name }) => name.toLowerCase().includes(wanted))
		.slice(0, MAX_SHOWN);
}
