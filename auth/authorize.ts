import type { HttpRequest } from '../http';
import { SalesforceAuthError } from './SalesforceAuthError';
import type { AuthorizedRequest, Session } from './types';

/**
 * The request with its absolute URL and the session's token.
 *
 * @throws SalesforceAuthError `foreign_url` where the URL is not on the session's own origin, however it is written
 */
export function authorize({ path, ...request }: AuthorizedRequest, session: Session): HttpRequest {
	const { origin } = new URL(session.instanceUrl);
	const url = URL.canParse(path, origin) ? new URL(path, origin) : undefined;
	if (!url || url.origin !== origin || url.username !== '' || url.password !== '') {
		throw new SalesforceAuthError({
			code: 'foreign_url',
			message: `The request would leave the org for ${url?.host ?? 'an address that is no URL'}`,
			advice: `The session is for ${origin} and goes nowhere else. Nothing was sent.`,
		});
	}
	const others = Object.entries(request.headers ?? {}).filter(
		([name]) => name.toLowerCase() !== 'authorization',
	);
	return {
		...request,
		url: url.href,
		headers: { ...Object.fromEntries(others), Authorization: `Bearer ${session.accessToken}` },
	};
}
