import { type Context } from '../server/Route';
import { findApp } from './findApp';
import { OAuthError } from './OAuthError';
import { readClient } from './readForm';
import { type Grant } from './Grant';

const FOREIGN_HOSTS = /^(?:login|test|welcome)\.salesforce\.com$|\.my\.salesforce-setup\.com$/i;

/**
 * OAuth 2.0 Client Credentials: key and secret in a Basic header or the body; acts as the app's Run-As user.
 *
 * @throws OAuthError with Salesforce's code and text for every refusal
 */
export function authorizeClientCredentials(context: Context, form: URLSearchParams): Grant {
	const host = (context.headers.host ?? '').replace(/:\d+$/, '');
	if (FOREIGN_HOSTS.test(host)) {
		throw new OAuthError('invalid_grant', 'request not supported on this domain');
	}
	const { clientId, clientSecret } = readClient(context, form);
	const app = findApp(context.org, clientId);
	if (clientSecret !== app.clientSecret) {
		throw new OAuthError('invalid_client', 'invalid client credentials');
	}
	if (!app.clientCredentialsEnabled) {
		throw new OAuthError('unsupported_grant_type', 'grant type not supported');
	}
	const user = app.runAs === null ? undefined : context.org.findUser(app.runAs);
	if (!app.runAs || user?.IsActive !== true || context.org.userAccess(app.runAs).apiDisabled) {
		throw new OAuthError('invalid_grant', 'no client credentials user enabled');
	}
	if (context.org.userAccess(app.runAs).agentUser) {
		throw new OAuthError('invalid_grant', 'Maximum Logins Exceeded');
	}
	return { app, username: app.runAs };
}
