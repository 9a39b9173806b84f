import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialData, credentialName, type Flow } from '../../demo';
import { openFixture, type Fixture } from './openFixture';

let fixture: Fixture;
beforeAll(async () => {
	fixture = await openFixture();
});
afterAll(() => fixture.close());

/** What the editor shows on "Test" for the flow's credential with these fields changed. */
function test(flow: Flow, changes: Record<string, string> = {}) {
	const { api, org, flows } = fixture;
	const { id, type, label } = flows[flow].credential;
	const data = { ...credentialData(flow, org), ...changes };
	return api.testCredential({ id, name: credentialName({ label }), type, data });
}

describe.each<Flow>(['clientCredentials', 'jwtBearer'])('testing a credential of %s', (flow) => {
	it('is green if it is right', async () => {
		expect(await test(flow)).toEqual({
			status: 'OK',
			message: 'Connection successful!',
		});
	});

	it("shows Salesforce's own text for an unknown consumer key, and what to do", async () => {
		const { status, message } = await test(flow, { consumerKey: '3MVG9unknown' });
		expect(status).toBe('Error');
		expect(message).toContain('client identifier invalid');
	});

	it('names the field that is malformed before any request', async () => {
		const before = fixture.org.tokenRequests;
		const { status, message } = await test(flow, { myDomainUrl: 'not a host' });
		expect(status).toBe('Error');
		expect(message).toContain('My Domain');
		expect(fixture.org.tokenRequests).toEqual(before);
	});
});

describe('testing a credential', () => {
	it("shows Salesforce's own text for a wrong secret", async () => {
		const { status, message } = await test('clientCredentials', { consumerSecret: 'wrong' });
		expect(status).toBe('Error');
		expect(message).toContain('invalid client credentials');
	});

	it("shows Salesforce's own text for a user who is not pre-authorized", async () => {
		const { org } = fixture;
		const { status, message } = await test('jwtBearer', { username: org.unapprovedUsername });
		expect(status).toBe('Error');
		expect(message).toContain("user hasn't approved this consumer");
	});

	it('names the private key that is none', async () => {
		const { status, message } = await test('jwtBearer', { privateKey: 'no key' });
		expect(status).toBe('Error');
		expect(message).toMatch(/private key/i);
	});
});
