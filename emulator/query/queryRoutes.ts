import { refuse } from '../core/SalesforceError';
import { recentlyViewed } from '../recent/listViewed';
import { reportsOf } from '../reports/ReportTable';
import { json, type Answer } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { planQuery } from '../soql/planQuery';
import { runQuery } from '../soql/runQuery';
import { openCursor, pageOf, readCursor } from './cursors';

/** query, queryAll, explain, and the pages that follow. */
export const queryRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/services/data/:version/query',
		handle: (context) => query(context, false),
	},
	{
		method: 'GET',
		path: '/services/data/:version/queryAll',
		handle: (context) => query(context, true),
	},
	{ method: 'GET', path: '/services/data/:version/query/:locator', handle: queryMore },
	{ method: 'GET', path: '/services/data/:version/queryAll/:locator', handle: queryMore },
];

function query(context: Context, includeDeleted: boolean): Answer {
	const { org, base, session } = context;
	const explain = context.query.get('explain');
	if (explain !== null) {
		// Also a report can be explained, by its ID.
		const statement = /^00O\w{12,15}$/.test(explain)
			? `SELECT Id FROM ${reportsOf(org).find(explain).object}`
			: explain;
		return json(planQuery(org, statement, { base, userId: session.userId }));
	}
	const statement = context.query.get('q');
	if (statement === null || statement.trim() === '') {
		throw refuse(400, 'MALFORMED_QUERY', 'A query string has to be specified');
	}
	const result = runQuery(org, statement, { base, userId: session.userId, includeDeleted });
	if (result.isAggregate) {
		const records = result.rows.map(result.render);
		return json({ totalSize: result.totalSize, done: true, records });
	}
	if (result.isViewed) {
		const ids = result.rows.map(({ Id }) => String(Id));
		recentlyViewed(org).add(session.userId, ids);
	}
	const cursor = openCursor(org, result, readBatchSize(context));
	return json(pageOf(org, cursor, 0, base));
}

function queryMore(context: Context): Answer {
	const { org, base, params } = context;
	const { cursor, offset } = readCursor(org, params.locator ?? '');
	return json(pageOf(org, cursor, offset, base));
}

/** `Sforce-Query-Options: batchSize=1000`: from 200 to 2,000; what lies outside is pulled inside. */
function readBatchSize({ org, headers }: Context): number {
	const asked = /batchSize\s*=\s*(\d+)/i.exec(headers['sforce-query-options'] ?? '')?.[1];
	if (asked === undefined) return org.policy.defaultBatchSize;
	return Math.min(2000, Math.max(200, Number(asked)));
}
