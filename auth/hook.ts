import { type HttpResponse, isReplayable, type Send } from '../http';
import { authorize } from './authorize';
import { isSessionExpired } from './isSessionExpired';
import type { AuthOptions, AuthorizedRequest, Session } from './types';

/**
 * Sends with the session's token. A 401 was never processed, so the request goes out once more with a new
 * session, whatever its method; a second 401 is the caller's.
 */
export async function hook(
	auth: (options?: AuthOptions) => Promise<Session>,
	send: Send,
	request: AuthorizedRequest,
): Promise<HttpResponse> {
	const options: AuthOptions = request.signal ? { signal: request.signal } : {};
	const session = await auth(options);
	const response = await send(authorize(request, session));
	if (!isSessionExpired(response) || !isReplayable(request)) return response;
	const renewed = await auth({ ...options, staleToken: session.accessToken });
	return await send(authorize(request, renewed));
}
