import { json, text, type Answer } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { OAuthError } from './OAuthError';
import { readClient, readForm } from './readForm';

/** Ending a session, and asking whether one lives. */
export const sessionRoutes: readonly Route[] = [
	{ method: 'POST', path: '/services/oauth2/revoke', access: 'public', handle: revoke },
	{ method: 'GET', path: '/services/oauth2/revoke', access: 'public', handle: revoke },
	{ method: 'POST', path: '/services/oauth2/introspect', access: 'public', handle: introspect },
];

async function revoke(context: Context): Promise<Answer> {
	const form = await readForm(context);
	const token = form?.get('token') ?? context.query.get('token');
	if (!token || context.org.sessions.revokeWhere((session) => session.token === token) === 0) {
		const body =
			'error=invalid_token&error_description=invalid%20token%3A%20' +
			encodeURIComponent(token ?? '');
		return text(body, 'application/x-www-form-urlencoded;charset=UTF-8', 400);
	}
	return { status: 200, headers: { 'Content-Length': '0' } };
}

async function introspect(context: Context): Promise<Answer> {
	const { org } = context;
	const form = (await readForm(context)) ?? new URLSearchParams();
	const { clientId, clientSecret } = readClient(context, form);
	const app = org.apps.find(
		(one) => one.clientId === clientId && one.clientSecret === clientSecret,
	);
	if (!app) return new OAuthError('invalid_client', 'invalid client credentials', 401).toAnswer();
	const session = org.sessions.find(form.get('token') ?? '');
	if (!session) return json({ active: false });
	const seconds = (epoch: number) => Math.floor(epoch / 1000);
	return json({
		active: true,
		scope: session.scopes.join(' '),
		client_id: session.clientId,
		username: session.username,
		sub: `${org.url}/id/${org.id}/${session.userId}`,
		token_type: 'access_token',
		exp: seconds(org.sessions.expiresAt(session)),
		iat: seconds(session.issuedAt),
		nbf: seconds(session.issuedAt),
	});
}
