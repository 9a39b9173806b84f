import { mapOf, number, object } from './call/shape';
import type { Client, Usage } from './types';

/**
 * Reads `Sforce-Limit-Info: api-usage=10018/100000`. The app's own share, `per-app-api-usage=17/250(appName=x)`,
 * may come before it, after it, or alone.
 */
export function readLimitInfo(header: string | undefined): Usage['daily'] {
	const match = /(?:^|[\s;,])api-usage=(\d+)\/(\d+)/.exec(header ?? '');
	return match ? { used: Number(match[1]), max: Number(match[2]) } : undefined;
}

/** Percent of the org's daily API calls that are left, or `undefined` while no answer has told it. */
export function percentLeft(usage: Usage): number | undefined {
	if (usage.daily === undefined || usage.daily.max === 0) return undefined;
	return (100 * (usage.daily.max - usage.daily.used)) / usage.daily.max;
}

export interface OrgLimit {
	Max: number;
	Remaining: number;
}

const limits = mapOf(object<OrgLimit>({ Max: number, Remaining: number }));

/**
 * The org's limits and what is left of them. Needs the permission View Setup and Configuration.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm
 *
 * @throws SalesforceApiError
 */
export async function getLimits(client: Client): Promise<Record<string, OrgLimit>> {
	return (await client.request({ path: 'limits', shape: limits })).body;
}
