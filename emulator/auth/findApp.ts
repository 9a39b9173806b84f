import { type OrgState } from '../core/OrgState';
import { type ConnectedApp } from './ConnectedApp';
import { OAuthError } from './OAuthError';

/**
 * The app of a consumer key.
 *
 * @throws OAuthError if the key is unknown or the app is not installed
 */
export function findApp(org: OrgState, clientId: string | null): ConnectedApp {
	const app = org.apps.find((candidate) => candidate.clientId === clientId);
	if (!app) throw new OAuthError('invalid_client_id', 'client identifier invalid');
	if (!app.installed) {
		throw app.kind === 'externalClientApp'
			? new OAuthError('app_not_found', 'External client app is not installed in this org')
			: new OAuthError('invalid_client', 'app must be installed into org');
	}
	return app;
}
