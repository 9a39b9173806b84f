import { type OrgState } from '../core/OrgState';
import { json, text, type Answer } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { NEWEST_VERSION } from '../versions/apiVersions';
import { describeIdentity, describeUserInfo } from './describeUser';
import { type Session } from './SessionTable';

/** Who the token's user is. A bad token answers 403 in plain text here, not 401. */
export const identityRoutes: readonly Route[] = [
	{ method: 'GET', path: '/services/oauth2/userinfo', access: 'public', handle: getUserInfo },
	{ method: 'POST', path: '/services/oauth2/userinfo', access: 'public', handle: getUserInfo },
	{ method: 'GET', path: '/id/:orgId/:userId', access: 'public', handle: getIdentity },
];

function getUserInfo(context: Context): Answer {
	const session = findSession(context);
	if (typeof session === 'string') return text(session, 'text/html;charset=UTF-8', 403);
	return json(describeUserInfo(context.org, session.userId));
}

function getIdentity(context: Context): Answer {
	const { org, params, query } = context;
	const session = findSession(context);
	if (typeof session === 'string') return text(session, 'text/html;charset=UTF-8', 403);
	if (params.orgId?.slice(0, 15) !== org.id.slice(0, 15)) {
		return text('Wrong_Org', 'text/html;charset=UTF-8', 403);
	}
	const user = org.store.get('User', params.userId ?? '');
	if (!user) return text('Bad_Id', 'text/html;charset=UTF-8', 403);
	const version =
		query.get('version') === 'latest'
			? `${NEWEST_VERSION}.0`
			: (query.get('version') ?? '{version}');
	return json(describeIdentity(org, String(user.Id), session.userId, version));
}

function findSession({ org, headers, query }: Context): Session | string {
	const token =
		/^(?:Bearer|OAuth)\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ??
		query.get('oauth_token') ??
		query.get('access_token');
	if (!token) return 'Missing_OAuth_Token';
	return liveSession(org, token) ?? 'Bad_OAuth_Token';
}

function liveSession(org: OrgState, token: string): Session | undefined {
	const session = org.sessions.find(token);
	if (session) session.lastUsedAt = org.now();
	return session;
}
