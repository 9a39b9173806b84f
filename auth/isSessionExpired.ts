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

/**
 * Whether an answer says that the session is over, so that a new one helps. A 403 never does, and
 * neither do the two 401s that speak of configuration.
 */
export function isSessionExpired({ status, body }: HttpResponse): boolean {
	if (status !== 401) return false;
	const text = textOf(body).toLowerCase();
	return !CONFIGURATION.some((known) => text.includes(known));
}
