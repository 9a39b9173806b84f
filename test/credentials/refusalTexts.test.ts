import { NodeApiError } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrg } from '../../emulator';
import { N8nCredential, type Org } from './N8nCredential';

/** What Salesforce's token endpoint answers, and what a person must be told to be able to go on. */
const ROWS: [error: string, description: string, told: RegExp][] = [
	['invalid_client_id', 'client identifier invalid', /Consumer Key/],
	['invalid_client', 'invalid client credentials', /Consumer Secret/],
	['invalid_client_credentials', 'client secret invalid', /Consumer Secret/],
	['invalid_client', 'app must be installed into org', /Connected Apps OAuth Usage/],
	['app_not_found', 'External client app is not installed in this org', /My Domain/],
	['invalid_grant', 'request not supported on this domain', /My Domain/],
	['invalid_grant', 'no client credentials user enabled', /Run As/],
	['invalid_grant', 'no valid scopes', /\(api\)/],
	[
		'unsupported_grant_type',
		'grant type not supported',
		/Enable (Client Credentials|JWT Bearer) Flow/,
	],
	['unauthorized_client', 'not allowed', /Enable (Client Credentials|JWT Bearer) Flow/],
	['invalid_grant', "user hasn't approved this consumer", /Permitted Users/],
	['invalid_app_access', 'user is not admin approved to access this app', /permission set/],
	['invalid_grant', 'audience is invalid', /Audience/],
	['invalid_grant', 'Audience validation failed', /Audience/],
	['invalid_grant', 'invalid assertion', /certificate/i],
	['invalid_grant', 'expired authorization code', /permission set|clock/],
	['invalid_grant', 'expired access/refresh token', /again|new/],
	['invalid_grant', 'authentication failure', /Login History/],
	['invalid_grant', 'IP restricted or invalid login hours', /IP/],
	['invalid_grant', 'user must reset password', /password/i],
	['invalid_grant', 'expired password', /password/i],
	['inactive_user', 'user is inactive', /reactivates/],
	['invalid_grant', 'inactive user', /reactivates/],
	['inactive_org', 'organization is not active', /org/],
	['invalid_grant', 'login rate exceeded', /Login History/],
	['rate_limit_exceeded', 'login rate exceeded', /Login History/],
	['invalid_grant', 'Maximum Logins Exceeded', /Run As|integration user/],
	['invalid_request', 'malformed', /./],
	['invalid_scope', 'scope not allowed', /scope/i],
	['invalid_nothing', 'a reason that nobody knows yet', /Login History/],
];

let org: Org;
beforeAll(async () => {
	org = await startOrg();
});
afterAll(() => org.close());

const node = {
	id: '1',
	name: 'HTTP Request',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4,
	position: [0, 0] as [number, number],
	parameters: {},
};

describe.each(ROWS)('%s: %s', (error, error_description, told) => {
	it.each(['clientCredentials', 'jwtBearer'] as const)(
		'is told by the test of a credential of %s',
		async (flow) => {
			org.refuseLogins({ error, error_description });
			const text = await new N8nCredential(flow, org).test();
			expect(text).toContain(error_description);
			expect(text).toMatch(told);
		},
	);

	it('is told by the HTTP Request node, the reason in the title and the way out in the details', async () => {
		org.refuseLogins({ error, error_description });
		const thrown: unknown = await new N8nCredential('clientCredentials', org)
			.getLimits()
			.catch((e: unknown) => e);
		const shown = new NodeApiError(node, thrown as never);
		expect(shown.message).toContain(error_description);
		expect(shown.description).toMatch(told);
	});
});
