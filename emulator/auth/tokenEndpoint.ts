import { createHmac } from 'node:crypto';
import { type OrgState } from '../core/OrgState';
import { json, type Answer } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { authorizeClientCredentials } from './clientCredentials';
import { authorizeJwtBearer, JWT_BEARER } from './jwtBearer';
import { OAuthError } from './OAuthError';
import { type Grant } from './Grant';
import { readForm } from './readForm';
import { type Session } from './SessionTable';

/** `POST /services/oauth2/token` for both server-to-server flows. */
export const tokenEndpoint: Route = {
	method: 'POST',
	path: '/services/oauth2/token',
	access: 'public',
	async handle(context) {
		const form = await readForm(context);
		const grantType = form?.get('grant_type') ?? '';
		try {
			const answer = form ? logIn(context, form, grantType) : undefined;
			if (!answer) throw new OAuthError('unsupported_grant_type', 'grant type not supported');
			logTokenRequest(context, grantType, answer.status);
			return answer;
		} catch (error) {
			if (!(error instanceof OAuthError)) throw error;
			logTokenRequest(context, grantType, error.status, error);
			return error.toAnswer();
		}
	},
};

function logIn(context: Context, form: URLSearchParams, grantType: string): Answer {
	const { org } = context;
	const refusal = org.takeLoginRefusal();
	if (refusal) throw new OAuthError(refusal.error, refusal.error_description, refusal.status);
	const isJwt = grantType === JWT_BEARER;
	if (!isJwt && grantType !== 'client_credentials') {
		throw new OAuthError('unsupported_grant_type', 'grant type not supported');
	}
	const grant = isJwt
		? authorizeJwtBearer(context, form)
		: authorizeClientCredentials(context, form);
	const user = admitUser(org, grant);
	const session = org.sessions.open(grant.app, { username: user.Username, userId: user.Id });
	return json(describeToken(org, session, isJwt), 200, {
		'Cache-Control': 'no-cache, no-store',
		Pragma: 'no-cache',
	});
}

/** What every flow asks of the user it acts as. */
function admitUser(org: OrgState, { app, username }: Grant): { Id: string; Username: string } {
	const user = org.findUser(username);
	if (!user) throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
	if (user.IsActive !== true) throw new OAuthError('inactive_user', 'user is inactive');
	const access = org.userAccess(username);
	if (access.ipRestricted) {
		throw new OAuthError('invalid_grant', 'ip restricted or invalid login hours');
	}
	if (access.passwordExpired) throw new OAuthError('invalid_grant', 'expired password');
	if (app.scopes.length === 0) throw new OAuthError('invalid_grant', 'no valid scopes');
	const hourAgo = org.now() - 60 * 60 * 1000;
	const recent = org.loginTimes(username).filter((at) => at > hourAgo);
	if (recent.length >= org.policy.loginsPerHour) {
		throw new OAuthError('invalid_grant', 'login rate exceeded');
	}
	org.loginTimes(username).push(org.now());
	return { Id: String(user.Id), Username: String(user.Username) };
}

/** The body of a successful login. JWT Bearer answers without `signature` and `issued_at`. */
function describeToken(org: OrgState, session: Session, isJwt: boolean): Record<string, unknown> {
	const identityUrl = `${org.url}/id/${org.id}/${session.userId}`;
	const issuedAt = String(session.issuedAt);
	const app = org.apps.find((candidate) => candidate.clientId === session.clientId);
	const signature = createHmac('sha256', app?.clientSecret ?? '')
		.update(identityUrl + issuedAt)
		.digest('base64');
	return {
		access_token: session.token,
		...(!isJwt && { signature }),
		scope: session.scopes.join(' '),
		instance_url: org.url,
		id: identityUrl,
		token_type: 'Bearer',
		...(!isJwt && { issued_at: issuedAt }),
		...(!session.slides && {
			token_format: 'jwt',
			api_instance_url: 'https://api.salesforce.com',
		}),
	};
}

function logTokenRequest(
	{ org, headers }: Context,
	grantType: string,
	status: number,
	error?: OAuthError,
): void {
	org.tokenRequests.push({
		grantType,
		status,
		at: org.now(),
		authentication: headers.authorization?.startsWith('Basic ') ? 'header' : 'body',
		...(error && { error: error.error, errorDescription: error.description }),
	});
}
