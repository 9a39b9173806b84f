import type { Locator, Page } from 'playwright-core';
import { buildByHand } from './buildByHand';
import { credentialData, type FlowInN8n, type OrgAccess } from './fillN8n';
import type { N8nApi } from './n8nApi';
import { openCredentialForm } from './openCredentialForm';
import { takeInBothThemes } from './takeInBothThemes';
import { credentialName, type Flow } from './workflows';

export interface Scene {
	page: Page;
	/** The editor's address. */
	url: string;
	org: OrgAccess;
	api: N8nApi;
	flows: Record<Flow, FlowInN8n>;
	/** The id of a record that has files. */
	account: string;
}

const NODE = 'Salesforce Server-to-Server';

const take = (page: Page, name: string, target?: Locator): Promise<void> =>
	takeInBothThemes(page, { light: name, dark: `${name}-dark` }, target);

/** Each credential as it is created: refused first where that shows the advice, then green. */
async function takeCredentials({ page, url, org }: Scene): Promise<void> {
	const app = await openCredentialForm(page, url, {
		search: 'salesforce client',
		name: 'Salesforce Client Credentials',
	});
	const { authentication: _, ...fields } = credentialData('clientCredentials', org);
	await app.fill({ ...fields, consumerSecret: 'of another app' });
	await app.save();
	await app.readRefusal();
	await take(page, 'credential-refused', app.form);
	await app.fill({ consumerSecret: org.clientSecret });
	await app.save();
	await app.success.waitFor();
	await take(page, 'credential-client-credentials', app.form);
	const jwt = await openCredentialForm(page, url, {
		search: 'salesforce jwt',
		name: 'Salesforce JWT Bearer',
	});
	await jwt.fill(credentialData('jwtBearer', org));
	await jwt.save();
	await jwt.success.waitFor();
	await take(page, 'credential-jwt-bearer', jwt.form);
}

/** A node from the node panel to its first item, and to one that Salesforce refuses. */
async function takeNode({ page, url, flows }: Scene): Promise<void> {
	await buildByHand.begin(page, url);
	await buildByHand.addFirst(page, 'manual', 'Trigger manually');
	await buildByHand.findActions(page, 'salesforce', NODE);
	await take(page, 'node-actions');
	await buildByHand.chooseAction(page, 'Create or update record');
	await buildByHand.chooseCredential(page, credentialName(flows.clientCredentials.credential));
	await buildByHand.openPicker(page, 'object');
	await take(page, 'object-list');
	await page.keyboard.press('Escape');
	await buildByHand.pick(page, 'object', 'contact', /^Contact$/);
	await buildByHand.type(page, 'External_Id__c', 'C-2001');
	await buildByHand.type(page, 'LastName', 'Lovelace');
	await buildByHand.addField(page, 'Email');
	await buildByHand.type(page, 'Email', 'ada@example.com');
	const output = await buildByHand.execute(page);
	await output.getByText('1 item').waitFor();
	await take(page, 'fields-mapped');
	await buildByHand.type(page, 'Email', 'nobody');
	await buildByHand.execute(page);
	await output.getByText('Error details').waitFor();
	await take(page, 'record-refused');
}

async function takeTrigger({ page, url, flows }: Scene): Promise<void> {
	await buildByHand.begin(page, url);
	await buildByHand.addFirst(page, 'salesforce', NODE, 'On record created or updated');
	await buildByHand.chooseCredential(page, credentialName(flows.clientCredentials.credential));
	await buildByHand.pick(page, 'object', 'acc', /^Account$/);
	const output = await buildByHand.execute(page);
	await output.getByText('5 items').waitFor();
	await take(page, 'trigger-samples');
}

/** Puts one action onto an empty canvas, behind a click. */
const add = ({ page, url, flows }: Scene, action: string): Promise<void> =>
	buildByHand.addAction(page, url, {
		node: NODE,
		action,
		credential: credentialName(flows.clientCredentials.credential),
	});

async function takeFlow(scene: Scene): Promise<void> {
	const { page } = scene;
	await add(scene, 'Run flow or action');
	await buildByHand.pick(page, 'action', 'follow', /^Create Follow-Up Task/);
	await buildByHand.type(page, 'recordId', scene.account);
	await buildByHand.type(page, 'subject', 'Call back');
	const output = await buildByHand.execute(page);
	await output.getByText('1 item').waitFor();
	await take(page, 'flow-inputs');
}

async function takeReport(scene: Scene): Promise<void> {
	const { page } = scene;
	await add(scene, 'Run report');
	await buildByHand.openPicker(page, 'report');
	await take(page, 'report-list');
	await page.keyboard.press('Escape');
	await buildByHand.pick(page, 'report', 'all opp', /All Opportunities$/);
	await buildByHand.addEntry(page, 'Add Filter', 'column');
	await buildByHand.choose(page, 'column', 'Stage (STAGE_NAME)');
	await buildByHand.type(page, 'value', 'Prospecting, Negotiation/Review');
	const output = await buildByHand.execute(page);
	await output.getByText('2 items').waitFor();
	await take(page, 'report-filtered');
}

async function takeFiles(scene: Scene): Promise<void> {
	const { page } = scene;
	await add(scene, 'Get many files');
	await buildByHand.typeIntoLocator(page, 'recordId', scene.account);
	const output = await buildByHand.execute(page);
	await output
		.getByText(/\d items?/)
		.first()
		.waitFor();
	await take(page, 'files-of-record');
}

async function takeFilters(scene: Scene): Promise<void> {
	const { page } = scene;
	await add(scene, 'Get many records');
	await buildByHand.pick(page, 'object', 'acc', /^Account$/);
	await buildByHand.addFilter(page);
	await buildByHand.choose(page, 'field', 'Created Date (CreatedDate)');
	await buildByHand.choose(page, 'operator', 'Is in Period');
	const output = await buildByHand.execute(page);
	await output.getByText('5 items').waitFor();
	await take(page, 'record-filters');
}

/** The triggers that listen, as they are set up. */
async function takeListeners({ page, url, api, flows }: Scene): Promise<void> {
	const { credential } = flows.clientCredentials;
	const { type, id } = credential;
	const credentials = { [type]: { id, name: credentialName(credential) } };
	const NO_OPTIONS = { additionalOptions: {} };
	const listeners = [
		['event-trigger', 'salesforceEventTrigger', 'Account Changed', { objects: ['Account'] }],
		['outbound-trigger', 'salesforceOutboundMessageTrigger', 'Opportunity Won', NO_OPTIONS],
	] as const;
	for (const [picture, name, title, parameters] of listeners) {
		const node = {
			...{ id: name, name: title, typeVersion: 1, position: [0, 0], parameters, credentials },
			...{ type: `n8n-nodes-salesforce-server-to-server.${name}`, webhookId: name },
		};
		const workflow = await api.createWorkflow({
			...{ name: title, nodes: [node], connections: {}, settings: {} },
		});
		await page.goto(`${url}/workflow/${workflow}`);
		await page.getByTestId('canvas-node').first().dblclick();
		await page.getByTestId('ndv').waitFor();
		const urls = page.getByTestId('ndv').getByText('Webhook URLs');
		if ((await urls.count()) > 0) {
			await urls.click();
			await page.getByTestId('ndv').getByText('Production URL').click();
		}
		await take(page, picture);
	}
}

/** The pictures of what a person does step by step. */
export async function takeByHandPictures(scene: Scene): Promise<void> {
	await takeCredentials(scene);
	await takeNode(scene);
	await takeTrigger(scene);
	await takeFilters(scene);
	await takeFlow(scene);
	await takeReport(scene);
	await takeFiles(scene);
	await takeListeners(scene);
}
