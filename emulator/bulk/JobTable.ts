import { type OrgState } from '../core/OrgState';
import { to18 } from '../core/ids';
import { notFound } from '../core/SalesforceError';
import { type IngestJob } from './IngestJob';
import { type QueryJob } from './QueryJob';

/** The jobs of one kind that an org keeps. */
class Jobs<Job extends { readonly id: string; close(): void }> {
	private readonly byId = new Map<string, Job>();

	add(job: Job): Job {
		this.byId.set(job.id, job);
		return job;
	}

	/** @throws SalesforceError 404 NOT_FOUND */
	find(id: string): Job {
		const job = this.byId.get(to18(id));
		if (!job) throw notFound();
		return job;
	}

	remove(job: Job): void {
		this.byId.delete(job.id);
		job.close();
	}

	/** All jobs, oldest first. */
	all(): Job[] {
		return [...this.byId.values()];
	}
}

export interface JobTable {
	ingest: Jobs<IngestJob>;
	query: Jobs<QueryJob>;
}

/** The Bulk API 2.0 jobs of an org. */
export function jobsOf(org: OrgState): JobTable {
	return org.state('bulk', () => {
		const table: JobTable = { ingest: new Jobs(), query: new Jobs() };
		org.onClose(() => {
			for (const job of [...table.ingest.all(), ...table.query.all()]) job.close();
		});
		return table;
	});
}
