import {
	callWebhook,
	createLifetime,
	createProgress,
	openQueue,
	type Queue,
	untilRegistered,
	webhookWorkflow,
} from '../../demo';
import { addContestants, type Contestant } from '../addContestants';
import { type BenchRow, createRow } from '../BenchRow';
import type { Bench } from '../openBench';

const WORKERS = 3;
const EXECUTIONS = 300;
const SOQL = 'SELECT Id, Name FROM User LIMIT 1';

interface Crowd {
	logins: number;
	succeeded: number;
	/** From the first call to the last answer. */
	perSecond: number;
}

/** A webhook's workflow around one query. */
async function publishQuery(
	{ api, url }: Queue,
	{ type, credentials, authentication }: Contestant,
	query: object,
): Promise<string> {
	const path = `bench-${authentication}`;
	const parameters = { authentication, ...query };
	const nodes = [{ name: 'Query', type, typeVersion: 1, credentials, parameters }];
	await api.publishWorkflow(webhookWorkflow({ path, nodes }));
	await untilRegistered(url, path);
	return path;
}

/** All executions at the same moment. */
async function runCrowd({ url }: Queue, { org }: Bench, path: string): Promise<Crowd> {
	const { logins } = org;
	const started = Date.now();
	const calls = Array.from({ length: EXECUTIONS }, () => callWebhook(url, path, {}));
	const answers = await Promise.all(calls);
	return {
		logins: org.logins - logins,
		succeeded: answers.filter(({ status }) => status === 200).length,
		perSecond: EXECUTIONS / ((Date.now() - started) / 1_000),
	};
}

/** Two crowds: with no session yet, and with one that is revoked when half of the queries have come. */
async function measureContestant(queue: Queue, bench: Bench, path: string) {
	const cold = await runCrowd(queue, bench, path);
	bench.org.addFault({ match: { path: '/query' }, after: EXECUTIONS / 2, revokeSessions: true });
	return { cold, revoked: await runCrowd(queue, bench, path) };
}

const describeCrowd = ({ logins, succeeded, perSecond }: Crowd) =>
	`${logins}, ${succeeded} succeed, ${perSecond.toFixed(0)}/s`;

/** What a crowd of executions costs in logins where n8n runs in several processes, one credential for all. */
export async function measureQueue(bench: Bench): Promise<BenchRow[]> {
	const lifetime = createLifetime();
	const { org, certificateFile } = bench;
	// Each login opens a session of its own, as where one kills the one before.
	org.setPolicy({ sharedSessions: false });
	try {
		const queue = await openQueue(lifetime, createProgress({ stream: process.stderr }), {
			workers: WORKERS,
			env: { NODE_EXTRA_CA_CERTS: certificateFile },
		});
		const { own, builtIn } = await addContestants(queue.api, org);
		const ownQuery = { resource: 'query', operation: 'executeQuery', query: SOQL, returnAll: true };
		const builtInQuery = { resource: 'search', operation: 'query', query: SOQL };
		const ownPath = await publishQuery(queue, own, { ...ownQuery, options: {} });
		const builtInPath = await publishQuery(queue, builtIn, builtInQuery);
		const ours = await measureContestant(queue, bench, ownPath);
		const theirs = await measureContestant(queue, bench, builtInPath);
		const row = (what: string, mine: Crowd, other: Crowd) =>
			createRow({
				what,
				figure: `${describeCrowd(mine)} (built-in: ${describeCrowd(other)})`,
				bar: `${WORKERS}, one a process`,
				value: mine.logins,
				atMost: WORKERS,
				holds: mine.succeeded === EXECUTIONS,
			});
		return [
			row(`logins of ${EXECUTIONS} executions at once, ${WORKERS} workers`, ours.cold, theirs.cold),
			row('the same, the session revoked in the middle', ours.revoked, theirs.revoked),
		];
	} finally {
		org.clearFaults();
		org.setPolicy({ sharedSessions: true });
		await lifetime.end();
	}
}
