import type { IHttpRequestOptions } from 'n8n-workflow';

/** n8n's older helper, which the HTTP Request node uses, has other names for the same. */
interface AnyRequestOptions extends Omit<IHttpRequestOptions, 'url'> {
	url?: string;
	uri?: string;
	baseUrl?: string;
}

/**
 * What a request may have, by the names of both helpers: what is sent, and how the answer is read. Nothing may
 * choose the way that the request takes, because people who edit a workflow may use the credential but must not
 * read its token. So no proxy, agent, socket or name lookup of their own, no certificates, no option to skip their
 * check, no other login.
 */
const PASSED = [
	...(['method', 'body', 'form', 'formData', 'json', 'gzip'] as const),
	...(['qs', 'qsStringifyOptions', 'useQuerystring', 'arrayFormat'] as const),
	...(['encoding', 'useStream', 'simple', 'resolveWithFullResponse'] as const),
	...(['returnFullResponse', 'ignoreHttpStatusErrors', 'timeout', 'abortSignal'] as const),
	'allowedDomains',
] as const;

const isAbsolute = (url: string) => /^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('//');

const join = (base: string, path: string) =>
	`${base.replace(/(?<!\/)\/+$/, '')}/${path.replace(/^\/+/, '')}`;

/** Where the request asks to go: an absolute URL, or a path of the org. */
export function readTarget(options: AnyRequestOptions): string {
	const url = options.url ?? options.uri ?? '';
	const base = options.baseURL ?? options.baseUrl;
	return base && !isAbsolute(url) ? join(base, url) : url;
}

/** Both helpers' words for: check the certificate, and follow no redirect, which would take the token along. */
const FIXED = {
	rejectUnauthorized: true,
	skipSslCertificateValidation: false,
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
	maxRedirects: 0,
	sendCredentialsOnCrossOriginRedirect: false,
};

/** A new request of what may be passed on, aimed at an absolute URL; n8n shows the original to the user. */
export function aimRequest(
	options: AnyRequestOptions,
	{ url, headers }: { url: string; headers: Record<string, string> },
): IHttpRequestOptions {
	const given = options as Record<string, unknown>;
	const passed = PASSED.filter((name) => Object.hasOwn(given, name) && given[name] !== undefined);
	return {
		...Object.fromEntries(passed.map((name) => [name, given[name]])),
		...FIXED,
		url,
		...(options.uri !== undefined && { uri: url }),
		headers,
	};
}
