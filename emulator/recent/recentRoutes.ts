import { type OrgState } from '../core/OrgState';
import { refuse } from '../core/SalesforceError';
import { type Answer, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { renderAttributes } from '../soql/renderValue';
import { RecentlyViewed } from './RecentlyViewed';

/** Records viewed of late: those of a query that ends in FOR VIEW. */
export const recentRoutes: readonly Route[] = [
	{ method: 'GET', path: '/services/data/:version/recent', handle: list },
];

/** What the users of an org have looked at. */
export function recentlyViewed(org: OrgState): RecentlyViewed {
	return org.state('recent', () => new RecentlyViewed());
}

function list({ org, session, query, base }: Context): Answer {
	const limit = query.get('limit') ?? '200';
	if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > 200) {
		throw refuse(400, 'INVALID_QUERY_LIMIT', 'limit must be between 1 and 200');
	}
	const records = recentlyViewed(org)
		.list(session.userId)
		.flatMap((id) => {
			const type = org.metadata.objectOfId(id);
			const row = type && org.store.get(type.name, id);
			if (!type || !row || row.IsDeleted === true) return [];
			const name = type.nameField ? (row[type.nameField.name] ?? null) : null;
			return [{ attributes: renderAttributes(base, type, row), Id: id, Name: name }];
		});
	return json(records.slice(0, Number(limit)));
}
