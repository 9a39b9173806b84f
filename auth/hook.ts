import { Readable } from 'node:stream';
import type { HttpResponse, Send } from '../http';
import { authorize } from './authorize';
import { isSessionExpired } from './isSessionExpired';
import type { AuthOptions, AuthorizedRequest, Session } from './types';

/** What was read once can't be sent again. */
const isReplayable = ({ body }: AuthorizedRequest) => !(body instanceof Readable);

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
