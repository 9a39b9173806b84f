import { type OrgState } from '../core/OrgState';

/**
 * Logs in again with the app and user of a token, as another process with the same credential does. If the org
 * accepts only the newest token, the given token is dead afterwards.
 */
export function logInAgain(org: OrgState, authorization: string | undefined): void {
	const token = /^(?:Bearer|OAuth) (\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
	const session = org.sessions.find(token);
	const app = org.apps.find(({ clientId }) => clientId === session?.clientId);
	if (!session || !app) return;
	org.sessions.create(app, { username: session.username, userId: session.userId });
}
