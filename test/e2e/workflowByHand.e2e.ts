import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	buildByHand,
	createLifetime,
	credentialData,
	credentialTypes,
	launchBrowser,
	openEditor,
} from '../../demo';
import { openFixture, type Fixture } from './openFixture';

/** Other files have credentials in this n8n as well, for orgs of their own. */
const CREDENTIAL = 'Org of the workflow by hand';
const BROKEN = 'Org with a wrong secret';
const NODE = 'Salesforce Server-to-Server';

const lifetime = createLifetime();
let fixture: Fixture;
let page: Page;
beforeAll(async () => {
	fixture = await openFixture();
	const { api, org } = fixture;
	const { type } = credentialTypes.clientCredentials;
	const data = credentialData('clientCredentials', org);
	await api.createCredential({ name: CREDENTIAL, type, data });
	await api.createCredential({ name: BROKEN, type, data: { ...data, consumerSecret: 'wrong' } });
	org.insert('Account', [{ Name: 'Acme' }, { Name: 'Globex' }]);
	page = await openEditor(await launchBrowser(lifetime), fixture);
	// A workflow that was left unsaved asks before it goes.
	page.on('dialog', (dialog) => void dialog.accept());
});
afterAll(async () => {
	await lifetime.end();
	await fixture.close();
});

const shown = (test: string) => page.getByTestId('ndv').getByTestId(test);
const startAnew = async () => {
	await buildByHand.begin(page, fixture.url);
	await buildByHand.addFirst(page, 'manual', 'Trigger manually');
};

describe('a workflow built by hand', () => {
	it('begins with a node that is found by its name and lists what it can do', async () => {
		await startAnew();
		const list = await buildByHand.findActions(page, 'salesforce', NODE);
		// The list before slides out while this one slides in.
		await expect.poll(() => list.count()).toBe(18);
		const actions = await list.allInnerTexts();
		expect(actions.map((action) => action.trim())).toEqual(
			expect.arrayContaining(['Create or update record', 'Get many records', 'Execute query']),
		);
		// n8n's convention: sentence case, no article.
		for (const action of actions)
			expect(action.trim()).toMatch(/^[A-Z][\w,]+( (?!an? |the )[\w,]+)*$/);
	});

	it('asks for nothing in red before an object is chosen', async () => {
		await buildByHand.chooseAction(page, 'Create or update record');
		await shown('parameter-input-object').waitFor();
		expect(await shown('resource-mapper-container').count()).toBe(0);
		expect(await shown('node-parameters').innerText()).not.toContain('No fields found');
	});

	it("shows Salesforce's own words and what to do where the list can't be filled", async () => {
		await buildByHand.chooseCredential(page, BROKEN);
		const list = await buildByHand.openPicker(page, 'object');
		const text = await list.first().innerText();
		expect(text).toContain('invalid client credentials (invalid_client)');
		expect(text).toContain('The Consumer Secret is another one');
		await page.keyboard.press('Escape');
	});

	it('shows the fields of an object picked from the list, the one to match on first', async () => {
		await buildByHand.chooseCredential(page, CREDENTIAL);
		await buildByHand.pick(page, 'object', 'conta', /^Contact$/);
		await shown('parameter-input-LastName').waitFor();
		const fields = await shown('mapping-fields-container')
			.locator('[data-test-id^="parameter-input-"] input')
			.count();
		expect(fields).toBe(2);
		expect(await shown('parameter-input-External_Id__c').isVisible()).toBe(true);
	});

	it('runs with the mapped values, and shows what became of the item', async () => {
		await buildByHand.type(page, 'External_Id__c', 'H-1');
		await buildByHand.type(page, 'LastName', 'Lovelace');
		await buildByHand.addField(page, 'Email');
		await buildByHand.type(page, 'Email', 'ada@acme.com');
		const output = await buildByHand.execute(page);
		await output.getByText('1 item').waitFor();
		const [contact] = fixture.org.records('Contact');
		await output.getByText(String(contact?.Id)).waitFor();
		expect(contact).toMatchObject({
			External_Id__c: 'H-1',
			LastName: 'Lovelace',
			Email: 'ada@acme.com',
		});
		expect(await output.innerText()).toContain('Cost: 1 API call');
	});

	it('names the refused item in the title, and in the details what to do next', async () => {
		await buildByHand.type(page, 'Email', 'nobody');
		const output = await buildByHand.execute(page);
		await output.getByText('Error details').waitFor();
		const text = await output.innerText();
		expect(text).toContain('invalid email address: nobody [item 0]');
		// One item: there is nothing to go on with.
		expect(text).not.toContain("choose 'Continue'");
		expect(text).toContain('The code is INVALID_EMAIL_ADDRESS (fields: Email).');
	});

	it('says on the canvas what the node does', async () => {
		await buildByHand.close(page);
		const node = page.getByTestId('canvas-node').filter({ hasText: 'Create or update record' });
		expect(await node.innerText()).toContain('Create or Update: Record');
	});
});

describe('an update built by hand', () => {
	it('offers the Id to match on, takes the URL of a page for it, and changes that record', async () => {
		const [acme] = fixture.org.records('Account');
		await startAnew();
		await buildByHand.findActions(page, 'salesforce', NODE);
		await buildByHand.chooseAction(page, 'Update record');
		await buildByHand.chooseCredential(page, CREDENTIAL);
		await buildByHand.pick(page, 'object', 'acc', /^Account$/);
		await shown('parameter-input-Id').waitFor();
		const url = `https://acme.lightning.force.com/lightning/r/Account/${String(acme?.Id)}/view`;
		await buildByHand.type(page, 'Id', url);
		await buildByHand.addField(page, 'Industry');
		await buildByHand.choose(page, 'Industry', 'Banking');
		const output = await buildByHand.execute(page);
		await output.getByText('1 item').waitFor();
		expect(fixture.org.records('Account')[0]).toMatchObject({ Name: 'Acme', Industry: 'Banking' });
	});
});

describe('reads built by hand', () => {
	it('give the fields that people use, and the SOQL on one line', async () => {
		await startAnew();
		await buildByHand.findActions(page, 'sfdc', NODE);
		await buildByHand.chooseAction(page, 'Get many records');
		await buildByHand.chooseCredential(page, CREDENTIAL);
		await buildByHand.pick(page, 'object', 'acc', /^Account$/);
		const output = await buildByHand.execute(page);
		await output.getByText('2 items').waitFor();
		await output.getByText('Globex').first().waitFor();
		const text = await output.innerText();
		expect(text).not.toContain('SystemModstamp');
		expect(text).toMatch(/SOQL: SELECT Id, … \(\d+ fields\) FROM Account LIMIT 50/);
	});

	it('pick the record by its name', async () => {
		await startAnew();
		await buildByHand.findActions(page, 'salesforce', NODE);
		await buildByHand.chooseAction(page, 'Get record');
		await buildByHand.chooseCredential(page, CREDENTIAL);
		await buildByHand.pick(page, 'object', 'acc', /^Account$/);
		await buildByHand.pick(page, 'recordId', 'lob', /^Globex$/);
		const output = await buildByHand.execute(page);
		await output.getByText('1 item').waitFor();
		await output.getByText('Globex').first().waitFor();
	});
});

describe('a trigger built by hand', () => {
	it('shows sample records of the object as a test event', async () => {
		await buildByHand.begin(page, fixture.url);
		await buildByHand.addFirst(page, 'salesforce', NODE, 'On record created or updated');
		await shown('parameter-input-object').waitFor();
		await buildByHand.chooseCredential(page, CREDENTIAL);
		await buildByHand.pick(page, 'object', 'acc', /^Account$/);
		const output = await buildByHand.execute(page);
		await output.getByText('2 items').waitFor();
		await output.getByText('Globex').waitFor();
	});

	it('says on the canvas what starts the workflow', async () => {
		await buildByHand.close(page);
		const node = page.getByTestId('canvas-node').filter({ hasText: 'Trigger' });
		expect(await node.innerText()).toContain('Record Created or Updated: Account');
	});
});
