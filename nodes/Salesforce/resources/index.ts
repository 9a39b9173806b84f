import type { Operation, Resource } from '../operation';
import { action } from './action';
import { apexRest } from './apexRest';
import { apiRequest } from './apiRequest';
import { approval } from './approval';
import { bulkJob } from './bulkJob';
import { event } from './event';
import { file } from './file';
import { org } from './org';
import { query } from './query';
import { record } from './record';
import { report } from './report';
import { search } from './search';

/** Everything the node can do. The dropdowns, the parameters and the router are made from it. */
export const resources = [
	record,
	action,
	apexRest,
	apiRequest,
	approval,
	bulkJob,
	event,
	file,
	org,
	query,
	report,
	search,
] as const satisfies readonly Resource[];

/** The operation of the two values in a workflow. */
export function findOperation(resource: string, operation: string): Operation | undefined {
	const operations: readonly Operation[] | undefined = resources.find(
		(candidate) => candidate.value === resource,
	)?.operations;
	return operations?.find((candidate) => candidate.value === operation);
}
