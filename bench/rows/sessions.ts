import { type BenchRow, createRow } from '../BenchRow';
import type { Contestant } from '../addContestants';
import type { Bench } from '../openBench';
import { addWorkflow, runWorkflow } from '../runNode';

const EXECUTIONS = 10;
const SOQL = 'SELECT Id, Name FROM Account LIMIT 1';

const queryNode = (bench: Bench, contestant: Contestant) => ({
	contestant,
	parameters:
		contestant === bench.own
			? { resource: 'query', operation: 'executeQuery', query: SOQL, returnAll: true, options: {} }
			: { resource: 'search', operation: 'query', query: SOQL },
});

/** Executions at the same moment, after the session that all of them hold has been revoked. */
async function afterRevoke(bench: Bench, contestant: Contestant) {
	const { org } = bench;
	const id = await addWorkflow(bench, queryNode(bench, contestant));
	await runWorkflow(bench, id);
	org.revokeSessions();
	const before = org.logins;
	const runs = await Promise.allSettled(
		Array.from({ length: EXECUTIONS }, () => runWorkflow(bench, id)),
	);
	const succeeded = runs.filter(({ status }) => status === 'fulfilled').length;
	return { logins: org.logins - before, succeeded };
}

/** What a crowd of callers costs in logins, and whether it survives a server that honours only the newest token. */
export async function measureSessions(bench: Bench): Promise<BenchRow[]> {
	const { org, own, builtIn } = bench;
	// Each login opens a session of its own, as where one kills the one before.
	org.setPolicy({ sharedSessions: false });
	const ownLogins = await afterRevoke(bench, own);
	const builtInLogins = await afterRevoke(bench, builtIn);
	org.setPolicy({ honourOnlyNewestToken: true });
	const ownNewest = await afterRevoke(bench, own);
	const builtInNewest = await afterRevoke(bench, builtIn);
	org.setPolicy({ sharedSessions: true, honourOnlyNewestToken: false });
	return [
		createRow({
			what: `logins of ${EXECUTIONS} parallel executions after a revoke`,
			figure: `${ownLogins.logins} (built-in: ${builtInLogins.logins})`,
			bar: '1',
			value: ownLogins.logins,
			atMost: 1,
			holds: ownLogins.succeeded === EXECUTIONS,
		}),
		createRow({
			what: 'the same where only the newest token is honoured',
			figure: `${ownNewest.succeeded} of ${EXECUTIONS} succeed (built-in: ${builtInNewest.succeeded})`,
			bar: `${EXECUTIONS} of ${EXECUTIONS}`,
			value: ownNewest.succeeded,
			atLeast: EXECUTIONS,
		}),
	];
}
