/** What kind of org it is, as far as writing goes. */
export type OrgKind = 'sandbox' | 'developer' | 'production' | 'unknown';

/** What `SELECT IsSandbox, OrganizationType FROM Organization` says. */
export function readOrgKind(row: unknown): OrgKind {
	const { IsSandbox: isSandbox, OrganizationType: type } = (row ?? {}) as Record<string, unknown>;
	if (typeof isSandbox !== 'boolean' || typeof type !== 'string') return 'unknown';
	if (isSandbox) return 'sandbox';
	return type === 'Developer Edition' ? 'developer' : 'production';
}

/**
 * Why the run must not write, or undefined. Scratch orgs are sandboxes to Salesforce. Where the org does not say what
 * it is, nothing is written, whatever was allowed.
 */
export function refuseWriting(kind: OrgKind, allowed: { production: boolean }): string | undefined {
	if (kind === 'unknown') {
		return 'The org does not say whether it is production, so nothing is written. Let the user read the object Organization.';
	}
	if (kind === 'production' && !allowed.production) {
		return 'The org is production, so nothing is written. Use a scratch org, a sandbox or a Developer Edition; or say --production.';
	}
	return undefined;
}
