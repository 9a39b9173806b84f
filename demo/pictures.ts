import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startOrg } from '../emulator';
import { endOnSignals } from './endOnSignals';
import { fillN8n, type FlowInN8n } from './fillN8n';
import { createLifetime } from './lifetime';
import { openDemoN8n, type DemoN8n } from './openDemoN8n';
import { launchBrowser, openEditor } from './openEditor';
import { createProgress } from './progress';
import { nodeNames, type Flow } from './workflows';

const folder = join(__dirname, '..', 'docs', 'pictures');
const path = (name: string): string => join(folder, `${name}.png`);
/** The editor's animations are over by then. */
const SETTLE_MS = 700;

async function openWorkflow(page: Page, n8n: DemoN8n, { workflows }: FlowInN8n): Promise<void> {
	await page.goto(`${n8n.url}/workflow/${workflows.contacts}`);
	await page.getByTestId('canvas-node').filter({ hasText: nodeNames.upsert }).waitFor();
	await page.waitForTimeout(SETTLE_MS);
}

/** The main workflow as it stands after a run. */
async function takeWorkflow(
	browser: Browser,
	n8n: DemoN8n,
	flow: FlowInN8n,
	theme: 'light' | 'dark',
): Promise<Page> {
	const page = await openEditor(browser, { ...n8n, theme, viewport: { width: 1600, height: 700 } });
	await openWorkflow(page, n8n, flow);
	await page.getByTestId('execute-workflow-button').first().click();
	await page.getByText('Workflow executed successfully').first().waitFor({ timeout: 30_000 });
	await page.keyboard.press('Escape');
	await page.keyboard.press('1');
	// The message that the run has ended goes by itself.
	await page.getByText('Workflow executed successfully').first().waitFor({ state: 'hidden' });
	await page.waitForTimeout(SETTLE_MS);
	await page.screenshot({ path: path(`workflow-${theme}`) });
	return page;
}

async function takeNode(page: Page, node: string, name: string): Promise<void> {
	await page.getByTestId('canvas-node').filter({ hasText: node }).first().dblclick();
	await page.getByTestId('ndv').waitFor();
	await page.waitForTimeout(2 * SETTLE_MS);
	await page.screenshot({ path: path(name) });
	await page.keyboard.press('Escape');
	await page.waitForTimeout(SETTLE_MS);
}

/** A credential's form as it is after a successful test. */
async function takeCredential(
	page: Page,
	{ url }: DemoN8n,
	{ credential }: FlowInN8n,
	name: string,
): Promise<void> {
	await page.goto(`${url}/home/credentials/${credential.id}`);
	const form = page.getByTestId('editCredential-modal');
	await form.waitFor();
	await page.waitForTimeout(2 * SETTLE_MS);
	await form.screenshot({ path: path(name) });
}

/** Takes the README's pictures in the real editor. */
async function takePictures(): Promise<void> {
	const lifetime = createLifetime();
	endOnSignals(lifetime);
	try {
		const org = await startOrg({});
		lifetime.onEnd(() => org.close());
		const n8n = await openDemoN8n(lifetime, createProgress({ stream: process.stderr }));
		const flows: Record<Flow, FlowInN8n> = await fillN8n(n8n.api, org);
		const browser = await launchBrowser(lifetime);
		await mkdir(folder, { recursive: true });
		const page = await takeWorkflow(browser, n8n, flows.clientCredentials, 'light');
		await page.setViewportSize({ width: 1600, height: 1000 });
		await takeNode(page, nodeNames.upsert, 'node-upsert');
		await takeNode(page, nodeNames.query, 'node-query');
		// A credential's form scrolls unless the window is high.
		await page.setViewportSize({ width: 1600, height: 1500 });
		await takeCredential(page, n8n, flows.clientCredentials, 'credential-client-credentials');
		await takeCredential(page, n8n, flows.jwtBearer, 'credential-jwt-bearer');
		await takeWorkflow(browser, n8n, flows.clientCredentials, 'dark');
	} finally {
		await lifetime.end();
	}
}

takePictures().then(
	() => process.exit(0),
	(error) => {
		console.error(error);
		process.exit(1);
	},
);
