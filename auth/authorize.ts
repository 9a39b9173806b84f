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

/** A path from a host's root, and not `//host`, an address that only lacks its scheme. */
const PATH = /^\/(?![/\\\s])/;

function toUrl(path: string, instanceUrl: string): string {
	// Nothing after its first slash changes an origin, and reading the URL costs more than the rest of the hook.
	if (PATH.test(path)) return instanceUrl + path;
	const url = resolve(path, instanceUrl);
	if (!url || url.origin !== instanceUrl || url.username !== '' || url.password !== '') {
		throw new SalesforceAuthError(
			'OTHER_ORIGIN',
			`The request would leave the org for ${url?.host || 'an address that is not a URL'}`,
			{ advice: `This session is for ${instanceUrl} only. Nothing was sent.` },
		);
	}
	return url.href;
}

/**
 * The request with its absolute URL and the session's token. Links that Salesforce answers with, such as
 * `nextRecordsUrl` and `Location`, pass through here too.
 *
 * @throws SalesforceAuthError `OTHER_ORIGIN` if the URL is not on the session's own origin, however it is written
 */
export function authorize({ path, ...request }: AuthorizedRequest, session: Session): HttpRequest {
	const url = toUrl(path, session.instanceUrl);
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(request.headers ?? {})) {
		if (name.toLowerCase() !== 'authorization') headers[name] = value;
	}
	headers.Authorization = `Bearer ${session.accessToken}`;
	return { ...request, url, headers };
}
