import type { Locator, Page } from 'playwright-core';
import { buildByHand } from './buildByHand';
import { credentialData, type FlowInN8n, type OrgAccess } from './fillN8n';
import { openCredentialForm } from './openCredentialForm';
import { takeInBothThemes } from './takeInBothThemes';
import { credentialName, type Flow } from './workflows';

export interface Scene {
	page: Page;
	/** The editor's address. */
	url: string;
	org: OrgAccess;
	flows: Record<Flow, FlowInN8n>;
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

/** A flow with its inputs, and a report with a filter of one of its columns. */
async function takeOffers({ page, url, flows }: Scene): Promise<void> {
	const add = async (action: string) => {
		await buildByHand.begin(page, url);
		await buildByHand.addFirst(page, 'manual', 'Trigger manually');
		await buildByHand.findActions(page, 'salesforce', NODE);
		await buildByHand.chooseAction(page, action);
		await buildByHand.chooseCredential(page, credentialName(flows.clientCredentials.credential));
	};
	await add('Run flow or action');
	await buildByHand.pick(page, 'action', 'follow', /^Create Follow-Up Task/);
	await page.getByTestId('ndv').getByTestId('parameter-input-recordId').waitFor();
	await buildByHand.type(page, 'recordId', '001A0000015Y3fKIAS');
	await buildByHand.type(page, 'subject', 'Call back');
	await take(page, 'flow-inputs');
	await add('Run report');
	await buildByHand.pick(page, 'report', 'all opp', /All Opportunities$/);
	await buildByHand.addEntry(page, 'Add Filter', 'column');
	await buildByHand.choose(page, 'column', 'Stage (STAGE_NAME)');
	await buildByHand.type(page, 'value', 'Prospecting, Negotiation/Review');
	const output = await buildByHand.execute(page);
	await output.getByText('3 items').waitFor();
	await take(page, 'report-filtered');
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

/** The pictures of what a person does step by step. */
export async function takeByHandPictures(scene: Scene): Promise<void> {
	await takeCredentials(scene);
	await takeNode(scene);
	await takeOffers(scene);
	await takeTrigger(scene);
}
