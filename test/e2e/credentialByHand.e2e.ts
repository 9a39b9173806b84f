import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	createLifetime,
	credentialData,
	type CredentialForm,
	type Flow,
	launchBrowser,
	openCredentialForm,
	openEditor,
} from '../../demo';
import { openFixture, type Fixture } from './openFixture';

const TYPES: Record<Flow, { search: string; name: string }> = {
	clientCredentials: {
		search: 'salesforce client',
		name: 'Salesforce Client Credentials (Server-to-Server) API',
	},
	jwtBearer: { search: 'salesforce jwt', name: 'Salesforce JWT Bearer (Server-to-Server) API' },
};

const lifetime = createLifetime();
let browser: Browser;
let fixture: Fixture;
let page: Page;
beforeAll(async () => {
	fixture = await openFixture();
	browser = await launchBrowser(lifetime);
	page = await openEditor(browser, fixture);
	// A form that was left unsaved asks before it goes.
	page.on('dialog', (dialog) => void dialog.accept());
});
afterAll(async () => {
	await lifetime.end();
	await fixture.close();
});

/** What a person has typed so far; each try changes one field of what is right. */
const type = (flow: Flow, changes: Record<string, string> = {}) => {
	const { authentication: _, ...fields } = credentialData(flow, fixture.org);
	return { ...fields, ...changes };
};

describe.each<Flow>(['clientCredentials', 'jwtBearer'])('a credential of %s by hand', (flow) => {
	let credential: CredentialForm;
	beforeAll(async () => {
		credential = await openCredentialForm(page, fixture.url, TYPES[flow]);
	});

	const refusalOf = async (changes: Record<string, string>) => {
		await credential.fill(type(flow, changes));
		await credential.save();
		expect(await credential.success.isVisible()).toBe(false);
		return await credential.readRefusal();
	};

	it("calls its fields what Salesforce calls them, and says where a sandbox's host differs", async () => {
		const shown = await credential.form.innerText();
		expect(shown).toContain('Consumer Key');
		if (flow === 'clientCredentials') expect(shown).toContain('Consumer Secret');
		// n8n's own words for fields named clientId and clientSecret.
		expect(shown).not.toMatch(/client id|client secret/i);
		expect(shown).toContain('e.g. https://acme--uat.sandbox.my.salesforce.com');
	});

	it('turns green if it is right', async () => {
		await credential.fill(type(flow));
		await credential.save();
		expect(await credential.success.isVisible()).toBe(true);
	});

	it('takes the address of a record page for the My Domain URL', async () => {
		const recordPage = `${fixture.org.url}/lightning/r/Account/001xx000003DGb2AAG/view`;
		await credential.fill(type(flow, { myDomainUrl: recordPage }));
		await credential.save();
		expect(await credential.success.isVisible()).toBe(true);
	});

	it("shows Salesforce's own words for an unknown app, and where to copy its key", async () => {
		const text = await refusalOf({ consumerKey: '3MVG9unknown' });
		expect(text).toContain('client identifier invalid (invalid_client_id)');
		expect(text).toContain('Copy it again from Setup > External Client App Manager');
	});

	it('names the field with no address in it', async () => {
		expect(await refusalOf({ myDomainUrl: 'not a host' })).toContain(
			"'My Domain URL' is not a URL. Copy it from Salesforce: Setup > My Domain",
		);
	});

	if (flow === 'clientCredentials') {
		it("shows Salesforce's own words for a wrong secret, and where to copy the right one", async () => {
			const text = await refusalOf({ consumerSecret: 'wrong' });
			expect(text).toContain('invalid client credentials (invalid_client)');
			expect(text).toContain('The Consumer Secret is wrong or was rotated');
		});

		it("says that login.salesforce.com is no org's own host", async () => {
			const text = await refusalOf({ myDomainUrl: 'https://login.salesforce.com' });
			expect(text).toContain("Client Credentials don't work on login.salesforce.com");
			expect(text).toContain('Setup > My Domain > Current My Domain URL');
		});
	} else {
		it("shows Salesforce's own words for a user who is not approved, and who approves it where", async () => {
			const text = await refusalOf({ username: fixture.org.unapprovedUsername });
			expect(text).toContain("user hasn't approved this consumer (invalid_grant)");
			expect(text).toContain("sets Permitted Users to 'Admin approved users are pre-authorized'");
		});

		it('says how to paste a private key that is broken', async () => {
			const broken = '-----BEGIN PRIVATE KEY-----\nbroken\n-----END PRIVATE KEY-----';
			expect(await refusalOf({ privateKey: broken })).toContain(
				"'Private Key' can't be read. Paste the whole file",
			);
		});
	}

	it('turns green again once it is corrected', async () => {
		await credential.fill(type(flow));
		await credential.save();
		expect(await credential.success.isVisible()).toBe(true);
	});
});
