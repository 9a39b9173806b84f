import { type SalesforceAuth, SalesforceAuthError, type Send } from '../../auth';

/** A login does not prove access to the REST API; this resource only needs the right to use the API. */
const PROBE = '/services/data/v67.0/';

const ADVICE =
	"The login itself succeeded. A Salesforce admin checks that the app's OAuth scopes include 'Manage user data via APIs (api)', " +
	"that the user's profile or permission set has 'API Enabled', and that neither API Access Control nor the app's IP relaxation policy blocks n8n.";

/** Salesforce's own text, from the array of the REST API. */
function readText(body: unknown): string | undefined {
	const [first] = Array.isArray(body) ? (body as unknown[]) : [];
	if (typeof first !== 'object' || first === null) return undefined;
	const { message, errorCode } = first as { message?: unknown; errorCode?: unknown };
	return typeof message === 'string' ? `${message} (${String(errorCode)})` : undefined;
}

/**
 * Notes in the session who it acts as, so that the first run can show it: n8n's green text is always the same. The
 * credential works even if this can't be found out.
 */
async function learnUsername(auth: SalesforceAuth, send: Send): Promise<void> {
	try {
		const request = { method: 'GET', path: '/services/oauth2/userinfo' };
		const { status, body } = await auth.hook(send, request);
		const { preferred_username: username } = (body ?? {}) as Record<string, unknown>;
		const session = auth.held();
		if (session && status === 200 && typeof username === 'string') session.username = username;
	} catch {
		// The REST API has answered, and that was the question.
	}
}

/**
 * Calls the REST API once, with the session just opened, and notes who it acts as.
 *
 * @throws SalesforceAuthError with Salesforce's text if the session can't use the REST API
 */
export async function assertRestAccess(auth: SalesforceAuth, send: Send): Promise<void> {
	const { status, body } = await auth.hook(send, { method: 'GET', path: PROBE });
	if (status < 300) return await learnUsername(auth, send);
	throw new SalesforceAuthError(
		'SESSION_NOT_VALID',
		readText(body) ?? `The REST API answered HTTP ${status}`,
		{ advice: ADVICE },
	);
}
