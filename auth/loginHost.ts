import { SalesforceAuthError } from './SalesforceAuthError';

/** Salesforce's own domains, all of them dot-anchored: `sfdcUrl.ts` of Salesforce's CLI has the same list. */
const SALESFORCE_DOMAINS = [
	'salesforce.com',
	'salesforce.mil',
	'force.com',
	'site.com',
	'cloudforce.com',
	'crmforce.mil',
	'sfcrmproducts.cn',
	'sfcrmapps.cn',
	'my-salesforce.com',
];

/** Hosts of the user interface and the API host of the same org. */
const UI_TO_API: ReadonlyArray<[ui: string, api: string]> = [
	['.lightning.force.com', '.my.salesforce.com'],
	['.my.salesforce-setup.com', '.my.salesforce.com'],
	['.lightning.crmforce.mil', '.my.salesforce.mil'],
	['.lightning.sfcrmapps.cn', '.my.sfcrmproducts.cn'],
	['.my-lightning.com', '.my-salesforce.com'],
];

const GENERIC_LOGIN_HOSTS = [
	'login.salesforce.com',
	'test.salesforce.com',
	'welcome.salesforce.com',
];

const LABEL = 'My Domain URL';
const WHERE = 'It is in Salesforce under Setup > My Domain, e.g. https://acme.my.salesforce.com.';

const isLoopback = (host: string) =>
	host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

const isSalesforceHost = (host: string) =>
	SALESFORCE_DOMAINS.some((domain) => host.endsWith(`.${domain}`));

/** `trustedHost` as people write it: a host, a host with a port, or a URL. */
function readTrustedHost(text: string | undefined): string | undefined {
	const trimmed = text?.trim();
	if (!trimmed) return undefined;
	const url = /^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
	if (URL.canParse(url)) return new URL(url).host;
	throw new SalesforceAuthError({
		code: 'invalid_field',
		message: "'Trusted Host' is not a host",
		advice: 'Enter one host name, e.g. gateway.acme.com, or leave the field empty.',
	});
}

/**
 * Whether a token or a secret may go to this URL: https on a Salesforce host or on the host that the
 * credential trusts, or anything on this very machine.
 */
export function mayReceiveSecrets(url: URL, trustedHost?: string): boolean {
	if (isLoopback(url.hostname)) return url.protocol === 'http:' || url.protocol === 'https:';
	if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return false;
	if (isSalesforceHost(url.hostname)) return true;
	return url.host === readTrustedHost(trustedHost);
}

function parse(text: string): URL | undefined {
	const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
	const url = isUrl ? text : `https://${text}`;
	return URL.canParse(url) ? new URL(url) : undefined;
}

/** A site's login lives below its path (`https://acme.my.site.com/customers`); elsewhere a path is just where the browser was. */
const sitePath = (url: URL) => {
	const [first] = url.pathname.split('/').filter(Boolean);
	const isSite = /\.(my\.)?site\.com$/.test(url.hostname);
	return isSite && first && first !== 's' ? `/${first}` : '';
};

/**
 * The URL to log in at, without a trailing slash, from whatever was pasted: My Domain, or a Lightning,
 * Setup or record URL of the same org.
 *
 * @throws SalesforceAuthError `missing_field`, `invalid_field` or `untrusted_host`, before anything is sent
 */
export function resolveLoginUrl(myDomainUrl: string | undefined, trustedHost?: string): string {
	const text = (myDomainUrl ?? '').trim();
	if (text === '') {
		throw new SalesforceAuthError({
			code: 'missing_field',
			message: `'${LABEL}' is empty`,
			advice: WHERE,
		});
	}
	const url = parse(text);
	if (!url?.hostname) {
		throw new SalesforceAuthError({
			code: 'invalid_field',
			message: `'${LABEL}' is not a URL`,
			advice: WHERE,
		});
	}
	const [ui, api] = UI_TO_API.find(([suffix]) => url.hostname.endsWith(suffix)) ?? [];
	if (ui && api) url.hostname = url.hostname.slice(0, -ui.length) + api;
	if (url.protocol === 'http:' && !isLoopback(url.hostname)) url.protocol = 'https:';
	const login = new URL(url.origin + sitePath(url));
	if (mayReceiveSecrets(login, trustedHost)) return login.href.replace(/\/$/, '');
	throw new SalesforceAuthError({
		code: 'untrusted_host',
		message: `'${LABEL}' names ${url.host}, which is no Salesforce host`,
		advice: `${WHERE} Nothing was sent. If that host is a gateway of your own, enter it as 'Trusted Host' too.`,
	});
}

/** Whether this is one of the login hosts that all orgs share, which know no single org's app. */
export const isGenericLoginHost = (url: string): boolean =>
	GENERIC_LOGIN_HOSTS.includes(new URL(url).hostname);
