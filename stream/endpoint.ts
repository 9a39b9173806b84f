import { isLoopback, readTrustedHost } from '../auth';
import { PubSubError } from './PubSubError';

/** The hosts of Salesforce that take events' subscribers, and so their tokens; `deu` keeps the data within Germany. */
const PUBSUB_HOSTS = new Set(['api.pubsub.salesforce.com', 'api.deu.pubsub.salesforce.com']);

export const DEFAULT_ENDPOINT = 'api.pubsub.salesforce.com:7443';

/**
 * The address of the Pub/Sub API, from `host:port`. The token goes to Salesforce's own two hosts, to the host that
 * the credential trusts, and to this machine; always over TLS, except that this machine may be named with
 * `http://`.
 *
 * @param text empty for Salesforce's
 * @returns an origin
 * @throws PubSubError if that is not an address, or if it may not get the token
 */
export function readEndpoint(text: string, trustedHost?: string): string {
	const given = text.trim() || DEFAULT_ENDPOINT;
	const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `https://${given}`;
	const url = URL.canParse(whole) ? new URL(whole) : undefined;
	if (!url || url.username !== '' || url.password !== '' || url.hostname === '') {
		throw new PubSubError('ENDPOINT', 'final', `'${given}' is not an address of the Pub/Sub API`, {
			advice: `Leave 'Endpoint' empty, or write it as ${DEFAULT_ENDPOINT}.`,
		});
	}
	const trusted = readTrustedHost(trustedHost);
	const isTrusted =
		trusted !== undefined && new URL(`https://${trusted}`).hostname === url.hostname;
	const isSecure = url.protocol === 'https:';
	if (isLoopback(url.hostname) && (isSecure || url.protocol === 'http:')) return url.origin;
	if (isSecure && (isTrusted || PUBSUB_HOSTS.has(url.hostname))) return url.origin;
	throw new PubSubError('ENDPOINT', 'final', `The token may not go to ${url.origin}`, {
		advice:
			`It goes to ${[...PUBSUB_HOSTS].join(' and ')} only, by TLS. If your own gateway is in front of ` +
			"Salesforce, enter its host as 'Trusted Host' in the credential. Nothing was sent.",
	});
}
