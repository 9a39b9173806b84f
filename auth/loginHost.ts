import { SalesforceAuthError } from './SalesforceAuthError';

/** Only Salesforce can give names under these domains; a token goes to no others. The dots exclude `evilsalesforce.com`. */
const SALESFORCE_DOMAINS = [
	'.salesforce.com',
	'.salesforce.mil',
	'.force.com',
	'.site.com',
	'.cloudforce.com',
	'.crmforce.mil',
	'.sfcrmproducts.cn',
	'.sfcrmapps.cn',
	'.my-salesforce.com',
];

/** What the browser's address bar shows, and the API host of the same org. */
const API_HOSTS: [pasted: string, api: string][] = [
	['.lightning.force.com', '.my.salesforce.com'],
	['.my.salesforce-setup.com', '.my.salesforce.com'],
	['.lightning.crmforce.mil', '.my.salesforce.mil'],
	['.lightning.sfcrmapps.cn', '.my.sfcrmproducts.cn'],
	['.my-lightning.com', '.my-salesforce.com'],
];

const SHARED_LOGIN_HOSTS = new Set([
	'login.salesforce.com',
	'test.salesforce.com',
	'welcome.salesforce.com',
]);

const MY_DOMAIN_ADVICE =
	'Copy it from Salesforce: Setup > My Domain > Current My Domain URL. ' +
	'It looks like https://acme.my.salesforce.com, for a sandbox https://acme--uat.sandbox.my.salesforce.com.';

/** Whether a host is this machine. IPv6 in brackets, as `URL.hostname` gives it. */
export const isLoopback = (hostname: string) =>
	hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);

/** A URL as people type or paste it; `undefined` if it is not one. */
function readUrl(text: string): URL | undefined {
	const trimmed = text.trim();
	const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
	if (!URL.canParse(whole)) return undefined;
	const url = new URL(whole);
	return ['http:', 'https:'].includes(url.protocol) && url.hostname !== '' ? url : undefined;
}

/** Only loopback may be reached without TLS, whatever was pasted. */
const secureOrigin = (url: URL) => (isLoopback(url.hostname) ? url.origin : `https://${url.host}`);

/** A site logs its users in below its own path; anywhere else a path is just where the browser was. */
function sitePath({ hostname, pathname }: URL): string {
	const first = pathname.split('/').find((part) => part !== '');
	return hostname.endsWith('.site.com') && first && first !== 's' ? `/${first}` : '';
}

/**
 * The host, with its port, that the credential trusts in addition to Salesforce's own; `undefined` for none.
 *
 * @throws SalesforceAuthError if it is not a host
 */
export function readTrustedHost(text: string | undefined): string | undefined {
	if (text === undefined || text.trim() === '') return undefined;
	const url = readUrl(text);
	if (url && /^[^*\s]+$/.test(url.host)) return url.host;
	throw new SalesforceAuthError('INVALID_TRUSTED_HOST', "'Trusted Host' is not a host name", {
		advice:
			'Enter one host such as gateway.acme.com, or leave it empty. Wildcards are not supported.',
	});
}

/** The domain alone, or its dot in front of nothing, names no host of Salesforce. */
const isBelow = (hostname: string, domain: string) =>
	hostname.length > domain.length && hostname.endsWith(domain);

/** Whether a token may go to that URL: https on a Salesforce domain or the trusted host, or loopback. */
export function isTokenHost(url: URL, trustedHost?: string): boolean {
	if (url.username !== '' || url.password !== '') return false;
	if (isLoopback(url.hostname)) return url.protocol === 'http:' || url.protocol === 'https:';
	if (url.protocol !== 'https:') return false;
	return (
		url.host === trustedHost || SALESFORCE_DOMAINS.some((domain) => isBelow(url.hostname, domain))
	);
}

/**
 * Where to log in, without a slash at its end, from what was pasted: My Domain itself, or a Lightning, Setup or
 * record URL of the same org. The result is an origin, or the URL of an Experience site.
 *
 * @throws SalesforceAuthError if that is not a URL, or not on a host that a token may go to
 */
export function resolveLoginUrl(text: string, trustedHost?: string): string {
	const pasted = readUrl(text);
	if (!pasted || pasted.username !== '') {
		throw new SalesforceAuthError('INVALID_MY_DOMAIN', "'My Domain URL' is not a URL", {
			advice: MY_DOMAIN_ADVICE,
		});
	}
	for (const [from, to] of API_HOSTS) {
		if (!pasted.hostname.endsWith(from)) continue;
		return `https://${pasted.hostname.slice(0, -from.length)}${to}`;
	}
	const url = new URL(secureOrigin(pasted));
	if (isTokenHost(url, trustedHost)) return url.origin + sitePath(pasted);
	throw new SalesforceAuthError(
		'INVALID_MY_DOMAIN',
		`'My Domain URL' names ${url.host}, which is not a Salesforce host`,
		{
			advice: `${MY_DOMAIN_ADVICE} If your own gateway is in front of Salesforce, enter its host as 'Trusted Host'.`,
		},
	);
}

/** Whether this is one of the login hosts that all orgs share. */
export const isSharedLoginHost = (loginUrl: string): boolean =>
	SHARED_LOGIN_HOSTS.has(new URL(loginUrl).hostname);

/**
 * Checks that the host is the org's own: Client Credentials work on no other host.
 *
 * @throws SalesforceAuthError on the login hosts that all orgs share
 */
export function assertOwnHost(loginUrl: string): void {
	if (!isSharedLoginHost(loginUrl)) return;
	throw new SalesforceAuthError(
		'LOGIN_HOST_NOT_MY_DOMAIN',
		`Client Credentials don't work on ${new URL(loginUrl).hostname}`,
		{ advice: `'My Domain URL' must be your org's own. ${MY_DOMAIN_ADVICE}` },
	);
}

/** Whether two URLs of this machine lead to the same server, whatever they call it. */
const isSameServer = (one: URL, other: URL) =>
	isLoopback(one.hostname) &&
	isLoopback(other.hostname) &&
	one.protocol === other.protocol &&
	one.port === other.port;

/**
 * The origin that a session's token may be sent to, from the instance URL of an answer or of a kept session;
 * `undefined` if the token may not go there. It may be a server of this machine only if the credential's own host
 * is that server: an answer must not choose which of the services beside n8n gets the token.
 */
export function toInstanceOrigin(
	text: unknown,
	loginUrl: string,
	trustedHost?: string,
): string | undefined {
	if (typeof text !== 'string' || !URL.canParse(text)) return undefined;
	const url = new URL(text);
	const isElsewhere =
		isLoopback(url.hostname) && url.host !== trustedHost && !isSameServer(url, new URL(loginUrl));
	return !isElsewhere && isTokenHost(url, trustedHost) ? url.origin : undefined;
}

/**
 * The origin that the token answer names for the token.
 *
 * @throws SalesforceAuthError if a token may not go there
 */
export function readInstanceUrl(text: unknown, loginUrl: string, trustedHost?: string): string {
	const origin = toInstanceOrigin(text, loginUrl, trustedHost);
	if (origin !== undefined) return origin;
	const told = typeof text === 'string' && URL.canParse(text) ? new URL(text).host : 'URL missing';
	throw new SalesforceAuthError(
		'HOST_NOT_ALLOWED',
		`The answer to the login names the instance ${told}, which may not receive the token`,
		{
			advice:
				"The token only goes to Salesforce's own hosts. If this one is your own gateway, enter it as 'Trusted Host' in the credential.",
		},
	);
}
