import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	buildByHand,
	createLifetime,
	credentialData,
	credentialTypes,
	launchBrowser,
	openEditor,
} from '../../demo';
import { resources } from '../../nodes/Salesforce/resources';
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

/** Counts what a hand does from now on, as the page itself sees it. */
async function countGestures(of: Page) {
	await of.evaluate(() => {
		const counted = { clicks: 0, fields: 0 };
		const typed = new WeakSet<EventTarget>();
		Object.assign(globalThis, { counted });
		const { document } = globalThis as unknown as { document: EventTarget };
		document.addEventListener('pointerdown', () => (counted.clicks += 1), true);
		const noteField = ({ target }: Event) => {
			if (target === null || typed.has(target)) return;
			typed.add(target);
			counted.fields += 1;
		};
		document.addEventListener('input', noteField, true);
	});
	return () =>
		of.evaluate(() => (globalThis as unknown as { counted: Record<string, number> }).counted);
}

/** Goes to the next field as hands on a keyboard do. */
async function tabTo(field: Locator): Promise<void> {
	const isReached = () =>
		field.evaluate((element) =>
			(element as unknown as { matches(selector: string): boolean }).matches(':focus'),
		);
	for (let n = 0; n < 5 && !(await isReached()); n += 1) await page.keyboard.press('Tab');
	expect(await isReached()).toBe(true);
}

describe('a workflow built by hand', () => {
	it('begins with a node that is found by its name and lists what it can do', async () => {
		await startAnew();
		const list = await buildByHand.findActions(page, 'salesforce', NODE);
		// The list before slides out while this one slides in.
		const count = resources.flatMap(({ operations }) => operations as readonly object[]).length;
		await expect.poll(() => list.count()).toBe(count);
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

	it("shows Salesforce's own words and what to do if the list can't be filled", async () => {
		await buildByHand.chooseCredential(page, BROKEN);
		const list = await buildByHand.openPicker(page, 'object');
		const text = await list.first().innerText();
		expect(text).toContain('invalid client credentials (invalid_client)');
		expect(text).toContain('The Consumer Secret is wrong or was rotated');
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

	it('runs with the mapped values, and shows the outcome of the item', async () => {
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

	it("filter by operators of the field's type, and ask how filters go together once there are two", async () => {
		await startAnew();
		await buildByHand.findActions(page, 'salesforce', NODE);
		await buildByHand.chooseAction(page, 'Get many records');
		await buildByHand.chooseCredential(page, CREDENTIAL);
		await buildByHand.pick(page, 'object', 'acc', /^Account$/);
		await buildByHand.addFilter(page);
		expect(await shown('parameter-input-mustMatch').count()).toBe(0);
		await buildByHand.choose(page, 'field', 'Created Date (CreatedDate)');
		await shown('parameter-input-operator').locator('input').first().click();
		await page.getByRole('option').getByText('Is After', { exact: true }).waitFor();
		expect(await page.getByRole('option').getByText('Contains', { exact: true }).count()).toBe(0);
		await page.getByRole('option').getByText('Is in Period', { exact: true }).click();
		await buildByHand.choose(page, 'period', 'Yesterday');
		const yesterday = await buildByHand.execute(page);
		await yesterday.getByText('No items were returned').waitFor();
		await buildByHand.addFilter(page);
		await shown('parameter-input-field').nth(1).locator('input').first().click();
		await page.getByRole('option').getByText('Account Name (Name)', { exact: true }).click();
		await shown('parameter-input-mustMatch').waitFor();
		await buildByHand.choose(page, 'mustMatch', 'Any Filter');
		await shown('parameter-input-value').last().locator('input, textarea').first().fill('Acme');
		await shown('parameter-input-value').last().locator('input, textarea').first().blur();
		const output = await buildByHand.execute(page);
		await output.getByText('1 item').waitFor();
		expect(await output.innerText()).toContain('CreatedDate = YESTERDAY OR Name =');
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

describe('from an empty canvas to the first record', () => {
	it('takes 12 clicks and 6 typed fields at most, the credential included', async () => {
		const { url, clientId, clientSecret } = fixture.org;
		await buildByHand.begin(page, fixture.url);
		const gestures = await countGestures(page);
		await buildByHand.addFirstAction(page, 'salesforce', NODE, 'Get many records');
		const form = await buildByHand.createCredential(page);
		await form.getByTestId('parameter-input-myDomainUrl').locator('input').click();
		await page.keyboard.type(url);
		for (const [name, text] of [
			['consumerKey', clientId],
			['consumerSecret', clientSecret],
		] as const) {
			await tabTo(form.getByTestId(`parameter-input-${name}`).locator('input'));
			await page.keyboard.type(text);
		}
		// A person is slower than this: n8n takes a field over a moment after the last key.
		await sleep(1_000);
		await form.getByTestId('credential-save-button').click();
		// It closes by itself once n8n's test of the connection went well.
		await form.waitFor({ state: 'hidden' });
		await buildByHand.pick(page, 'object', 'acc', /^Account$/);
		const output = await buildByHand.execute(page);
		await output.getByText('2 items').waitFor();
		// n8n's green text can't say as whom the credential works.
		expect(await output.innerText()).toContain(`Acted as ${fixture.org.username} in `);
		const { clicks, fields } = await gestures();
		console.log(
			`From an empty canvas to the first record: ${clicks} clicks, ${fields} typed fields`,
		);
		expect(clicks).toBeLessThanOrEqual(12);
		expect(fields).toBeLessThanOrEqual(6);
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
