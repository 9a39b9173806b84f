import type { IHttpRequestOptions } from 'n8n-workflow';

/** n8n's older helper, which the HTTP Request node uses, has other names for the same. */
interface AnyRequestOptions extends Omit<IHttpRequestOptions, 'url'> {
	url?: string;
	uri?: string;
	baseUrl?: string;
}

const isAbsolute = (url: string) => /^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('//');

const join = (base: string, path: string) =>
	`${base.replace(/(?<!\/)\/+$/, '')}/${path.replace(/^\/+/, '')}`;

/** Where the request asks to go: an absolute URL, or a path of the org. */
export function readTarget(options: AnyRequestOptions): string {
	const url = options.url ?? options.uri ?? '';
	const base = options.baseURL ?? options.baseUrl;
	return base && !isAbsolute(url) ? join(base, url) : url;
}

/** Both helpers' words for: follow none. A redirect would take the token along. */
const NO_REDIRECTS = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
	maxRedirects: 0,
};

/** A copy of the request aimed at an absolute URL; n8n shows the original to the user. */
export function aimRequest(
	options: AnyRequestOptions,
	{ url, headers }: { url: string; headers: Record<string, string> },
): IHttpRequestOptions {
	const { baseURL: _base, baseUrl: _legacyBase, uri, ...rest } = options;
	return { ...rest, ...NO_REDIRECTS, url, ...(uri !== undefined && { uri: url }), headers };
}
