import { formatAuditDatetime } from '../core/time';
import { type CsvDialect } from './csvDialect';
import { type JobState } from './JobRunner';

/** What every Bulk API 2.0 job says of itself, whoever asks. */
export interface JobFacts {
	id: string;
	operation: string;
	object: string;
	createdById: string;
	/** Epoch milliseconds. */
	createdAt: number;
	/** Epoch milliseconds. */
	changedAt: number;
	state: JobState;
	externalIdFieldName?: string | undefined;
	/** `67` for v67.0. */
	version: number;
	dialect: CsvDialect;
}

/** The part of a job's JSON that is in every answer, its keys in the recorded order. */
export function describeJob(facts: JobFacts): Record<string, unknown> {
	return {
		id: facts.id,
		operation: facts.operation,
		object: facts.object,
		createdById: facts.createdById,
		createdDate: formatAuditDatetime(facts.createdAt),
		systemModstamp: formatAuditDatetime(facts.changedAt),
		state: facts.state,
		...(facts.externalIdFieldName && { externalIdFieldName: facts.externalIdFieldName }),
		concurrencyMode: 'Parallel',
		contentType: 'CSV',
		apiVersion: facts.version,
	};
}
