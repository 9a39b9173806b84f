import { type Session } from '../auth/SessionTable';
import { type OrgState } from '../core/OrgState';
import { refuse } from '../core/SalesforceError';

/**
 * The session of an Authorization header; using it keeps it alive.
 *
 * @throws SalesforceError 401
 */
export function requireSession(org: OrgState, header: string | undefined): Session {
	if (header === undefined) throw refuse(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
	const token = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(header)?.[1];
	if (!token) throw refuse(401, 'INVALID_AUTH_HEADER', 'INVALID_AUTH_HEADER');
	const session = org.sessions.find(token);
	if (!session) throw refuse(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
	const hasApi = session.scopes.includes('api') || session.scopes.includes('full');
	if (
		!hasApi ||
		org.policy.sessionNotValidForRest ||
		org.userAccess(session.username).apiDisabled
	) {
		const message = 'This session is not valid for use with the REST API';
		throw refuse(401, 'INVALID_SESSION_ID', message);
	}
	session.lastUsedAt = org.now();
	session.uses++;
	return session;
}
