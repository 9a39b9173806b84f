import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startOrg } from '../emulator';
import { endOnSignals } from './endOnSignals';
import { fillN8n } from './fillN8n';
import { createLifetime } from './lifetime';
import { openDemoN8n } from './openDemoN8n';
import { launchBrowser, openEditor } from './openEditor';
import { createProgress } from './progress';
import { type Scene, takeByHandPictures } from './takeByHandPictures';
import { takeInBothThemes } from './takeInBothThemes';
import { nodeNames } from './workflows';

/** What the trigger shows samples of. */
const ACCOUNTS = ['Acme', 'Globex', 'Initech', 'Umbrella', 'Wayne Enterprises'].map((Name, n) => ({
	Name,
	Industry: ['Banking', 'Energy', 'Technology'][n % 3]!,
}));

/** What the report lists. */
const OPPORTUNITIES = ['Acme Renewal', 'Globex Trial', 'Initech Upgrade'].map((Name, n) => ({
	Name,
	StageName: ['Prospecting', 'Negotiation/Review', 'Closed Won'][n]!,
	Amount: 12_000 * (n + 1),
	CloseDate: '2026-12-31',
}));

/** A file of a record. */
const fileOf = (title: string, recordId: string) => ({
	Title: title,
	PathOnClient: `${title.toLowerCase()}.pdf`,
	VersionData: Buffer.from(title).toString('base64'),
	FirstPublishLocationId: recordId,
});

const SIZE = { width: 1280, height: 800 };

/** The main workflow as it stands after a run, and two of its nodes. */
async function takeMainWorkflow({ page, url, flows }: Scene): Promise<void> {
	await page.setViewportSize({ width: 1600, height: 700 });
	await page.goto(`${url}/workflow/${flows.clientCredentials.workflows.contacts}`);
	const last = page.getByTestId('canvas-node').filter({ hasText: nodeNames.query });
	await last.waitFor();
	await page.getByTestId('execute-workflow-button').first().click();
	await last.getByTestId('canvas-node-status-success').waitFor();
	await page.keyboard.press('1');
	await takeInBothThemes(page, { light: 'workflow-light', dark: 'workflow-dark' });
	await page.setViewportSize(SIZE);
	for (const [node, name] of [
		[nodeNames.upsert, 'node-upsert'],
		[nodeNames.query, 'node-query'],
	] as const) {
		await page.getByTestId('canvas-node').filter({ hasText: node }).first().dblclick();
		await page.getByTestId('ndv').waitFor();
		await takeInBothThemes(page, { light: name, dark: `${name}-dark` });
		await page.getByTestId('ndv-close-button').click();
	}
}

/** Takes the pictures of README and docs in the real editor. */
async function takePictures(): Promise<void> {
	const lifetime = createLifetime();
	endOnSignals(lifetime);
	try {
		const org = await startOrg({});
		lifetime.onEnd(() => org.close());
		const [account] = org.insert('Account', ACCOUNTS);
		org.insert('ContentVersion', [fileOf('Offer', account!), fileOf('Contract', account!)]);
		org.insert('Opportunity', OPPORTUNITIES);
		const n8n = await openDemoN8n(lifetime, createProgress({ stream: process.stderr }));
		const flows = await fillN8n(n8n.api, org);
		await mkdir(join(__dirname, '..', 'docs', 'pictures'), { recursive: true });
		const page = await openEditor(await launchBrowser(lifetime), { ...n8n, viewport: SIZE });
		// A workflow that was left unsaved asks before it goes.
		page.on('dialog', (dialog) => void dialog.accept());
		const scene = { page, url: n8n.url, org, flows, api: n8n.api, account: account! };
		await takeMainWorkflow(scene);
		await takeByHandPictures(scene);
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
