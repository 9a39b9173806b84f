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
 * Calls the REST API once, with the session just opened.
 *
 * @throws SalesforceAuthError with Salesforce's text where the session is good for nothing there
 */
export async function assertRestAccess(auth: SalesforceAuth, send: Send): Promise<void> {
	const { status, body } = await auth.hook(send, { method: 'GET', path: PROBE });
	if (status < 300) return;
	throw new SalesforceAuthError(
		'SESSION_NOT_VALID',
		readText(body) ?? `The REST API answered HTTP ${status}`,
		{ advice: ADVICE },
	);
}
