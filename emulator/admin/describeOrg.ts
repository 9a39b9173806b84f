import { jobsOf } from '../bulk/JobTable';
import { type OrgState } from '../core/OrgState';

const SHOWN_CALLS = 100;

/** The org in figures, for people who look rather than read. */
export function describeOrg(org: OrgState): Record<string, unknown> {
	const objects = org.metadata
		.objects()
		.map(({ name, definition: { label } }) => ({ name, label, records: countLiving(org, name) }));
	return {
		id: org.id,
		url: org.url,
		now: org.now(),
		apiUsage: { used: org.apiUsage, max: org.policy.dailyApiRequests },
		sockets: org.sockets,
		logins: org.tokenRequests.filter(({ status }) => status === 200).length,
		objects,
		calls: org.calls.slice(-SHOWN_CALLS).reverse(),
		callCount: org.calls.length,
		tokenRequests: org.tokenRequests.slice(-SHOWN_CALLS).reverse(),
		sessions: org.sessions.living().map(({ username, appName, issuedAt, lastUsedAt, uses }) => ({
			username,
			appName,
			issuedAt,
			lastUsedAt,
			uses,
		})),
		jobs: [...jobsOf(org).ingest.all(), ...jobsOf(org).query.all()].map((job) => job.describe()),
		unknownRequests: org.unknownRequests.slice(-SHOWN_CALLS).reverse(),
	};
}

function countLiving(org: OrgState, object: string): number {
	let count = 0;
	for (const row of org.store.table(object).all()) if (row.IsDeleted !== true) count++;
	return count;
}
