import { type HttpResponse, isReplayable, type Send } from '../http';
import { authorize } from './authorize';
import { isSessionExpired } from './isSessionExpired';
import type { AuthOptions, AuthorizedRequest, Session } from './types';

/** What the hook asks of the sessions of one credential. */
export interface Sessions {
	acquire(options: AuthOptions): Promise<Session>;
	/** Waits, once for all callers, if the session is so young that Salesforce may not know it yet. */
	settle(session: Session, signal: AbortSignal | undefined): Promise<boolean>;
	/** Notes that Salesforce refused it. */
	refuse(session: Session): void;
}

/**
 * Sends with the session's token. A request with a 401 was never processed, so it is sent again, whatever its
 * method. If the session is younger than a minute, it is first sent once more after a second or two. Then it is
 * sent once with a new session. So there are three sends at most, and the caller gets the 401 of the last one. A
 * body that can't be sent again is sent once, and the next caller gets the new session.
 */
export async function hook(
	sessions: Sessions,
	send: Send,
	request: AuthorizedRequest,
): Promise<HttpResponse> {
	const { signal } = request;
	const options: AuthOptions = signal ? { signal } : {};
	let session = await sessions.acquire(options);
	let hasWaited = false;
	let hasRenewed = false;
	for (;;) {
		const authorized = authorize(request, session);
		const response = await send(authorized);
		if (!isSessionExpired(response, authorized.url)) return response;
		if (!isReplayable(authorized)) {
			sessions.refuse(session);
			return response;
		}
		if (!hasWaited && (hasWaited = await sessions.settle(session, signal))) continue;
		if (hasRenewed) return response;
		const renewed = await sessions.acquire({ ...options, staleToken: session.accessToken });
		// No other login may be made now. A new session may have the old token.
		if (renewed === session) return response;
		session = renewed;
		hasRenewed = true;
	}
}
