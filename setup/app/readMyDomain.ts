import { isSharedLoginHost, resolveLoginUrl, SalesforceAuthError } from '../../auth';
import { refuseUsage } from '../SetupError';

/**
 * The org's origin, from My Domain or another URL of the org that was pasted.
 *
 * @throws SetupError for what is not a URL of one org
 */
export function readMyDomain(text: string): string {
	try {
		const url = resolveLoginUrl(text);
		if (!isSharedLoginHost(url)) return url;
	} catch (error) {
		if (!(error instanceof SalesforceAuthError)) throw error;
		throw refuseUsage(`--my-domain: ${error.message}`, error.advice);
	}
	throw refuseUsage(
		`--my-domain: ${text} is the login page of all orgs`,
		'External Client Apps work in their own org only. Copy its URL from Setup > My Domain, e.g. https://acme.my.salesforce.com',
	);
}
