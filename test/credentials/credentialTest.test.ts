import type { IHttpRequestOptions } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../emulator';
import { type Flow, N8nCredential, type Org } from './N8nCredential';

let org: Org;
beforeEach(async () => {
	org = await startOrg();
});
afterEach(() => org.close());

describe.each<Flow>(['clientCredentials', 'jwtBearer'])('testing a credential of %s', (flow) => {
	it('is green if it is right, at the price of one login', async () => {
		expect(await new N8nCredential(flow, org).test()).toBe('');
		expect(org.tokenRequests).toHaveLength(1);
	});

	it('logs in for real although a session is held', async () => {
		const credential = new N8nCredential(flow, org);
		await credential.getLimits();
		expect(await credential.test()).toBe('');
		expect(org.tokenRequests).toHaveLength(2);
	});

	it('logs in for real although another node has opened the session', async () => {
		const credential = new N8nCredential(flow, org);
		await credential.getLimits();
		credential.stored.accessToken = '';
		expect(await credential.test()).toBe('');
		expect(org.tokenRequests).toHaveLength(2);
	});

	it('leaves a session to start from', async () => {
		const credential = new N8nCredential(flow, org);
		await credential.test();
		credential.restart();
		await credential.getLimits();
		expect(org.logins).toBe(1);
	});

	it('is red in one try if Salesforce refuses', async () => {
		const credential = new N8nCredential(flow, org, { consumerKey: '3MVG9unknown' });
		expect(await credential.test()).toMatch(/client identifier invalid.*Consumer Key/s);
		expect(org.tokenRequests).toHaveLength(1);
	});

	it('names what is missing before anything is sent', async () => {
		const credential = new N8nCredential(flow, org, { consumerKey: '' });
		expect(await credential.test()).toContain("'Consumer Key'");
		expect(org.tokenRequests).toHaveLength(0);
	});

	it('is red if nobody answers', async () => {
		const other = await startOrg();
		const { url: myDomainUrl } = other;
		await other.close();
		const text = await new N8nCredential(flow, org, { myDomainUrl }).test();
		expect(text).toContain(new URL(myDomainUrl).host);
	});
});

describe('testing a credential', () => {
	it('does not let a live session pass for a secret that was rotated', async () => {
		const credential = new N8nCredential('clientCredentials', org);
		await credential.getLimits();
		org.app.clientSecret = 'rotated';
		expect(await credential.test()).toContain('invalid client credentials');
		expect(await credential.getLimits()).toMatchObject({ status: 200 });
	});

	it('is green even if Salesforce does not say who the session acts as', async () => {
		org.addFault({ match: { path: /userinfo/ }, times: 1, status: 500, body: 'x' });
		expect(await new N8nCredential('clientCredentials', org).test()).toBe('');
		org.addFault({ match: { path: /userinfo/ }, times: 1, body: '[]' });
		expect(await new N8nCredential('clientCredentials', org).test()).toBe('');
	});

	it('tries again at once after a refusal, which runs do not', async () => {
		const credential = new N8nCredential('clientCredentials', org, { consumerSecret: 'wrong' });
		for (let run = 0; run < 5; run += 1) {
			await expect(credential.getLimits()).rejects.toThrow('invalid client credentials');
		}
		expect(org.tokenRequests).toHaveLength(1);
		for (let test = 0; test < 3; test += 1) {
			expect(await credential.test()).toContain('invalid client credentials');
		}
		expect(org.tokenRequests).toHaveLength(4);
		org.app.clientSecret = 'wrong';
		expect(await credential.test()).toBe('');
		expect(await credential.getLimits()).toMatchObject({ status: 200 });
	});

	it.each<[string, Partial<IHttpRequestOptions>]>([
		['the mark that the class shows', {}],
		['that mark on another method', { method: 'POST' }],
		['that mark on another path', { url: '/services/data/v67.0/limits' }],
		['a mark of its own', { headers: { 'x-salesforce-credential-test': 'true' } }],
	])('is not what a workflow can do 20 times over by %s', async (_, change) => {
		const credential = new N8nCredential('clientCredentials', org);
		await credential.getLimits();
		const { request } = credential.type.test!;
		for (let i = 0; i < 20; i += 1) {
			await credential.request({ ...request, ...change } as IHttpRequestOptions).catch(() => 0);
		}
		expect((org.tokenRequests.length - 2) * 8_000).toBeLessThanOrEqual(credential.monotonic);
		if (change.headers || change.url) expect(org.tokenRequests).toHaveLength(1);
	});

	it('does not get a workflow past the hold after a refused login', async () => {
		const credential = new N8nCredential('clientCredentials', org, { consumerSecret: 'wrong' });
		const { request } = credential.type.test!;
		for (let i = 0; i < 20; i += 1) {
			await credential.request(request as IHttpRequestOptions).catch(() => 0);
		}
		expect((org.tokenRequests.length - 2) * 8_000).toBeLessThanOrEqual(credential.monotonic);
	});

	it.each([
		['the app lacks the scope', () => (org.app.scopes = ['id'])],
		['a policy forbids the session', () => org.setPolicy({ sessionNotValidForRest: true })],
	])('is red where %s to use the API, though the login goes well', async (_, spoil) => {
		spoil();
		const text = await new N8nCredential('clientCredentials', org).test();
		expect(text).toContain('This session is not valid for use with the REST API');
		expect(text).toContain("'API Enabled'");
		expect(org.logins).toBe(1);
	});

	it('understands a secret that n8n keeps with spaces around it', async () => {
		const { clientSecret } = org;
		const credential = new N8nCredential('clientCredentials', org, {
			consumerSecret: ` ${clientSecret}\n`,
		});
		expect(await credential.test()).toBe('');
	});

	it("is held to the credential's own list of domains", async () => {
		const domains = { allowedHttpRequestDomains: 'domains', allowedDomains: 'acme.com' };
		const credential = new N8nCredential('clientCredentials', org, domains);
		expect(await credential.test()).toContain('Domain not allowed');
		expect(org.tokenRequests).toHaveLength(0);
		credential.stored.allowedDomains = '127.0.0.1';
		expect(await credential.test()).toBe('');
	});
});
