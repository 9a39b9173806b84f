import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../emulator';
import { type Flow, N8nCredential, type Org } from './N8nCredential';

let org: Org;
beforeEach(async () => {
	org = await startOrg();
});
afterEach(() => org.close());

const times = <T>(count: number, call: () => Promise<T>) =>
	Promise.allSettled(Array.from({ length: count }, call));

const statuses = (outcomes: PromiseSettledResult<{ status: number }>[]) =>
	outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.status : 'failed'));

const apiCalls = () => org.calls.filter(({ path }) => path.startsWith('/services/data'));

describe.each<Flow>(['clientCredentials', 'jwtBearer'])("n8n's requests by %s", (flow) => {
	it('cost one login for 100 that find no token at once', async () => {
		const credential = new N8nCredential(flow, org);
		const outcomes = await times(100, () => credential.getLimits());
		expect(statuses(outcomes)).toEqual(Array(100).fill(200));
		expect(credential.preAuthentications).toBe(100);
		expect(org.logins).toBe(1);
	});

	it('cost one more after the session was revoked under 100', async () => {
		const credential = new N8nCredential(flow, org);
		await credential.getLimits();
		org.revokeSessions();
		const outcomes = await times(100, () => credential.getLimits());
		expect(statuses(outcomes)).toEqual(Array(100).fill(200));
		expect(org.logins).toBe(2);
	});

	it('all succeed if the org honours the newest token only', async () => {
		org.setPolicy({ honourOnlyNewestToken: true });
		const credential = new N8nCredential(flow, org);
		await credential.getLimits();
		org.revokeSessions();
		const outcomes = await times(10, () => credential.getLimits());
		expect(statuses(outcomes)).toEqual(Array(10).fill(200));
		expect(org.logins).toBe(2);
	});
});

describe("n8n's requests by a credential that allows other users", () => {
	it("are still the credential's own user's: nothing in a request names one", async () => {
		org.insert('User', [{ Username: 'jane@acme.com', LastName: 'Doe', IsActive: true }]);
		org.app.preauthorizedUsernames.push('jane@acme.com');
		const credential = new N8nCredential('jwtBearer', org, { allowedUsers: '*' });
		const naming = { runAsUser: 'jane@acme.com', username: 'jane@acme.com', sub: 'jane@acme.com' };
		await credential.request({ url: '/services/data/v67.0/limits', qs: naming, headers: naming });
		expect(new Set(org.calls.map(({ username }) => username))).toEqual(new Set([org.username]));
	});
});

describe('after a failure that is not a 401', () => {
	it.each([400, 404, 500])(
		'of %d the request is not sent again, and nobody logs in',
		async (status) => {
			const credential = new N8nCredential('clientCredentials', org);
			await credential.getLimits();
			const before = apiCalls().length;
			org.addFault({ match: { method: 'POST' }, times: 5, status, body: '[]' });
			const uri = `${org.url}/services/data/v67.0/sobjects/Account`;
			const post = () => credential.request({ method: 'POST', uri, body: { Name: 'Acme' } });
			expect(statuses(await times(5, post))).toEqual(Array(5).fill('failed'));
			expect(apiCalls().length - before).toBe(5);
			expect(org.logins).toBe(1);
		},
	);

	it('a write whose fate is unknown is not repeated', async () => {
		const credential = new N8nCredential('clientCredentials', org);
		await credential.getLimits();
		org.addFault({ match: { method: 'POST', path: /sobjects/ }, dropAfter: true });
		const uri = `${org.url}/services/data/v67.0/sobjects/Account`;
		await expect(
			credential.request({ method: 'POST', uri, body: { Name: 'Written Once' } }),
		).rejects.toThrow();
		expect(org.records('Account').filter(({ Name }) => Name === 'Written Once')).toHaveLength(1);
	});

	it('a 401 that speaks of configuration costs no login', async () => {
		const credential = new N8nCredential('clientCredentials', org);
		await credential.getLimits();
		org.setPolicy({ sessionNotValidForRest: true });
		await expect(credential.getLimits()).rejects.toMatchObject({ response: { status: 401 } });
		expect(org.logins).toBe(1);
	});
});

describe('a token that n8n has stored', () => {
	it('serves the next process without a login', async () => {
		const credential = new N8nCredential('clientCredentials', org);
		await credential.getLimits();
		credential.restart();
		await credential.getLimits();
		expect(org.logins).toBe(1);
	});

	it.each([
		['a tampered instance URL', { instanceUrl: 'https://evil.my.salesforce.com' }],
		['another token', { accessToken: '00D000000000001!stolen' }],
		['no key', { sessionKey: '' }],
		['the body instead of the header', { authentication: 'body' }],
	])('is not used with %s', async (_, changes) => {
		const credential = new N8nCredential('clientCredentials', org);
		await credential.getLimits();
		credential.restart(changes);
		expect(await credential.getLimits()).toMatchObject({ status: 200 });
		expect(org.logins).toBe(2);
	});

	it('is not used for another user', async () => {
		const credential = new N8nCredential('jwtBearer', org);
		await credential.getLimits();
		credential.restart({ username: org.unapprovedUsername });
		await expect(credential.getLimits()).rejects.toThrow(/approved/);
	});

	it('is not used for another org, nor sent there', async () => {
		const other = await startOrg();
		try {
			const credential = new N8nCredential('clientCredentials', org);
			await credential.getLimits();
			const { clientId, clientSecret, url } = other;
			credential.restart({
				consumerKey: clientId,
				consumerSecret: clientSecret,
				myDomainUrl: url,
			});
			await credential.request({ uri: `${url}/services/data/v67.0/limits` });
			expect(other.calls.map(({ status }) => status)).toEqual([200]);
			expect(other.logins).toBe(1);
		} finally {
			await other.close();
		}
	});

	it('that has died meanwhile costs one login', async () => {
		const credential = new N8nCredential('clientCredentials', org);
		await credential.getLimits();
		credential.restart();
		org.revokeSessions();
		const outcomes = await times(20, () => credential.getLimits());
		expect(statuses(outcomes)).toEqual(Array(20).fill(200));
		expect(org.logins).toBe(2);
	});
});
