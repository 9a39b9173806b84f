import type { HttpResponse } from '../http';

/** Texts of a 401 that a new session would get again: the app or the user lacks a right. */
const CONFIGURATION = [
	'not valid for use with the rest api',
	'connected app is not attached to agent',
];

function textOf(body: unknown): string {
	if (typeof body === 'string') return body;
	if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
	return JSON.stringify(body ?? '');
}

/** What Salesforce itself answers, and no Apex class by chance. */
const isInvalidSession = (body: unknown): boolean =>
	Array.isArray(body) &&
	body.some(
		(entry) => (entry as { errorCode?: unknown } | null)?.errorCode === 'INVALID_SESSION_ID',
	);

/** Where Salesforce alone answers. Elsewhere a 401 may be an Apex class's own, given after it has done its work. */
const isDataApi = (url: string) => new URL(url).pathname.startsWith('/services/data/');

/**
 * Whether an answer says that the session has ended, so that a new one helps and nothing was done. A 403 never says
 * so. Neither do the two 401s about configuration. Outside the data API only `INVALID_SESSION_ID` does.
 *
 * @param url the URL of the request
 */
export function isSessionExpired({ status, body }: HttpResponse, url: string): boolean {
	if (status !== 401) return false;
	if (!isDataApi(url) && !isInvalidSession(body)) return false;
	const text = textOf(body).toLowerCase();
	return !CONFIGURATION.some((known) => text.includes(known));
}
