import { refuse } from '../core/SalesforceError';
import { type Answer, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { listViewed } from './listViewed';

/** Records viewed of late: those of a query that ends in FOR VIEW. */
export const recentRoutes: readonly Route[] = [
	{ method: 'GET', path: '/services/data/:version/recent', handle: list },
];

function list({ org, session, query, base }: Context): Answer {
	const limit = query.get('limit') ?? '200';
	if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > 200) {
		throw refuse(400, 'INVALID_QUERY_LIMIT', 'limit must be between 1 and 200');
	}
	return json(listViewed(org, session.userId, base).slice(0, Number(limit)));
}
