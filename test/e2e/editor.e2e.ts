import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { createLifetime, launchBrowser, openEditor } from '../../demo';
import { openFixture, type Fixture } from './openFixture';

const lifetime = createLifetime();
let fixture: Fixture;
let page: Page;
beforeAll(async () => {
	fixture = await openFixture();
	page = await openEditor(await launchBrowser(lifetime), fixture);
});
afterAll(async () => {
	await lifetime.end();
	await fixture.close();
});

describe('the editor', () => {
	it('shows the main workflow with every node known, whole and without a warning', async () => {
		const { url, flows } = fixture;
		await page.goto(`${url}/workflow/${flows.clientCredentials.workflows.contacts}`);
		const nodes = page.getByTestId('canvas-node');
		await nodes.filter({ hasText: 'Upsert Contacts' }).waitFor();
		expect(await nodes.filter({ hasText: 'Read Back' }).count()).toBe(1);
		expect(await page.getByTestId('node-issues').count()).toBe(0);
		expect(await page.getByTestId('node-not-installed').count()).toBe(0);
	});

	it('runs it by its button', async () => {
		await page.getByTestId('execute-workflow-button').first().click();
		const last = page.getByTestId('canvas-node').filter({ hasText: 'Read Back' });
		await last.getByTestId('canvas-node-status-success').waitFor();
		expect(fixture.org.records('Contact')).toHaveLength(486);
		expect(await page.getByTestId('node-issues').count()).toBe(0);
	});

	it('lists the objects and fields of the org in the node', async () => {
		await page.getByTestId('canvas-node').filter({ hasText: 'Upsert Contacts' }).dblclick();
		await page.getByText('Create or Update').first().waitFor();
		await page.getByText('External ID', { exact: false }).first().waitFor();
		expect(await page.getByText('Error fetching options').count()).toBe(0);
		// Beside the fields, it would say that they have changed since the workflow was saved.
		const warning = page.getByTestId('ndv').locator('[data-icon="triangle-alert"]');
		await page.getByTestId('parameter-input-External_Id__c').waitFor();
		await page.waitForLoadState('networkidle');
		expect(await warning.count()).toBe(0);
	});
});
