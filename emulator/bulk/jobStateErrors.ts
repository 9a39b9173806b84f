import { refuse, type SalesforceError } from '../core/SalesforceError';
import { type JobState } from './JobRunner';

/** `Aborting already Completed Job not allowed` and its like: the job's state forbids the request. */
export function invalidJobState(message: string): SalesforceError {
	return refuse(400, 'INVALIDJOBSTATE', message);
}

/** Aborting or closing a job that is past it. */
export function alreadyPast(action: 'Aborting' | 'Closing', state: JobState): SalesforceError {
	const word = state === 'JobComplete' ? 'Completed' : state;
	return invalidJobState(`${action} already ${word} Job not allowed`);
}

/** Deleting a job that still may do something. */
export function notTerminated(): SalesforceError {
	return refuse(
		400,
		'API_ERROR',
		'Error encountered when deleting the job because the job is not terminated',
	);
}
