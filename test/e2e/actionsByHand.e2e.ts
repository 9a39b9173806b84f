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

const CREDENTIAL = 'Org of the actions by hand';
const NODE = 'Salesforce Server-to-Server';

const lifetime = createLifetime();
let fixture: Fixture;
let page: Page;
let account: string;
let opportunity: string;
beforeAll(async () => {
	fixture = await openFixture();
	const { api, org } = fixture;
	const { type } = credentialTypes.clientCredentials;
	const data = credentialData('clientCredentials', org);
	await api.createCredential({ name: CREDENTIAL, type, data });
	account = org.insert('Account', [{ Name: 'Acme' }])[0]!;
	[opportunity = ''] = org.insert('Opportunity', [
		{ Name: 'Small deal', StageName: 'Prospecting', CloseDate: '2026-12-31' },
		{ Name: 'Big deal', StageName: 'Closed Won', CloseDate: '2026-12-31' },
	]);
	page = await openEditor(await launchBrowser(lifetime), fixture);
	// A workflow that was left unsaved asks before it goes.
	page.on('dialog', (dialog) => void dialog.accept());
});
afterAll(async () => {
	await lifetime.end();
	await fixture.close();
});

const shown = (test: string) => page.getByTestId('ndv').getByTestId(test);

const add = (action: string): Promise<void> =>
	buildByHand.addAction(page, fixture.url, { node: NODE, action, credential: CREDENTIAL });

describe('what the org offers, by hand', () => {
	it('is a flow, picked from the list, with its inputs as fields', async () => {
		await add('Run flow or action');
		expect(await shown('resource-mapper-container').count()).toBe(0);
		await buildByHand.pick(page, 'action', 'follow', /^Create Follow-Up Task/);
		await shown('parameter-input-recordId').waitFor();
		expect(await shown('node-parameters').innerText()).toContain(
			'Record ID (recordId): The record that the task is about',
		);
		await buildByHand.type(page, 'recordId', account);
		await buildByHand.type(page, 'subject', 'Call back');
		const output = await buildByHand.execute(page);
		await output.getByText('1 item').waitFor();
		expect(fixture.org.records('Task')).toMatchObject([{ Subject: 'Call back', WhatId: account }]);
	});

	it('is an Apex REST class, called by its path', async () => {
		await add('Send Apex REST request');
		await buildByHand.typeIntoLocator(page, 'path', `AccountSummary/${account}`);
		const output = await buildByHand.execute(page);
		await output.getByText('1 item').waitFor();
		await output.getByText('numberOfContacts').first().waitFor();
	});

	it('is the user that the credential acts as', async () => {
		await add('Get user of org');
		const output = await buildByHand.execute(page);
		await output.getByText('1 item').waitFor();
		await output.getByText(fixture.org.username).first().waitFor();
		// Nobody has tested this credential, so that no more than this is known without a call.
		expect(await output.innerText()).toMatch(/Acted as the user 005\w+ in 127\.0\.0\.1/);
	});

	it('is an approval process, picked from the list, that a record is submitted to', async () => {
		await add('Submit record for approval');
		await buildByHand.type(page, 'recordId', opportunity);
		await buildByHand.pick(page, 'process', 'disc', /^Discount_Approval \(Opportunity\)$/);
		const submitted = await buildByHand.execute(page);
		await submitted.getByText('1 item').waitFor();
		await submitted.getByText('Pending').first().waitFor();
		await add('Approve record');
		await buildByHand.typeIntoLocator(page, 'workItem', opportunity);
		const approved = await buildByHand.execute(page);
		await approved.getByText('1 item').waitFor();
		expect(fixture.org.records('ProcessInstanceStep')).toMatchObject([
			{ StepStatus: 'Started' },
			{ StepStatus: 'Approved' },
		]);
	});

	it('is a report, picked from the list and filtered by one of its own columns', async () => {
		await add('Run report');
		await buildByHand.pick(page, 'report', 'all opp', /All Opportunities$/);
		await buildByHand.addEntry(page, 'Add Filter', 'column');
		await buildByHand.choose(page, 'column', 'Stage (STAGE_NAME)');
		await buildByHand.type(page, 'value', 'Closed Won');
		const output = await buildByHand.execute(page);
		await output.getByText('1 item').waitFor();
		await output.getByText('Big deal').first().waitFor();
		expect(await output.innerText()).toContain('Closed Won');
	});
});
