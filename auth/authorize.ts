import type { HttpRequest } from '../http';
import { SalesforceAuthError } from './SalesforceAuthError';
import type { AuthorizedRequest, Session } from './types';

function resolve(path: string, base: string): URL | undefined {
	try {
		return new URL(path, base);
	} catch {
		return undefined;
	}
}

/**
 * The request with its absolute URL and the session's token. Links that Salesforce answers with, such as
 * `nextRecordsUrl` and `Location`, pass through here as well.
 *
 * @throws SalesforceAuthError `OTHER_ORIGIN` where the URL is not on the session's own origin, however it is written
 */
export function authorize({ path, ...request }: AuthorizedRequest, session: Session): HttpRequest {
	const { instanceUrl } = session;
	const url = resolve(path, instanceUrl);
	if (!url || url.origin !== instanceUrl || url.username !== '' || url.password !== '') {
		throw new SalesforceAuthError(
			'OTHER_ORIGIN',
			`The request would leave the org for ${url?.host || 'an address that is no URL'}`,
			{ advice: `This session is for ${instanceUrl} and goes nowhere else. Nothing was sent.` },
		);
	}
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(request.headers ?? {})) {
		if (name.toLowerCase() !== 'authorization') headers[name] = value;
	}
	headers.Authorization = `Bearer ${session.accessToken}`;
	return { ...request, url: url.href, headers };
}
