import type { Locator, Page } from 'playwright-core';

const panel = (page: Page): Locator => page.getByTestId('ndv');

/** Clicks an entry of the node panel's search, or of a node's list of actions. */
async function choose(page: Page, entry: string | RegExp): Promise<void> {
	await page.getByTestId('item-iterator-item').filter({ hasText: entry }).first().click();
}

async function search(page: Page, text: string): Promise<void> {
	await page.getByTestId('node-creator-search-bar').waitFor();
	await page.keyboard.type(text);
}

/**
 * The steps of a person who builds a workflow on an empty canvas, each resolving once the editor shows what
 * came of it.
 */
export const buildByHand = {
	/** Opens an empty canvas. */
	async begin(page: Page, url: string): Promise<void> {
		await page.goto(`${url}/workflow/new`);
		await page.getByTestId('canvas-add-button').waitFor();
	},

	/** Puts the first node onto the canvas, from the node panel; its own panel opens where it has one. */
	async addFirst(page: Page, text: string, ...entries: Array<string | RegExp>): Promise<void> {
		await page.getByTestId('canvas-add-button').click();
		await search(page, text);
		for (const entry of entries) await choose(page, entry);
		await page.getByTestId('canvas-node').first().waitFor();
	},

	/** Puts one of a node's actions onto an empty canvas, and waits for its panel. There they are folded up below the triggers. */
	async addFirstAction(page: Page, text: string, node: string, action: string): Promise<void> {
		await page.getByTestId('canvas-add-button').click();
		await search(page, text);
		await choose(page, node);
		await page.getByText(/^Actions \(/).click();
		await choose(page, new RegExp(`^${action}$`));
		await panel(page).waitFor();
	},

	/** Looks for a node to stand behind the last one, up to the list of what it can do; gives that. */
	async findActions(page: Page, text: string, node: string): Promise<Locator> {
		await page.getByTestId('canvas-handle-plus').last().click();
		await search(page, text);
		await choose(page, node);
		await page.getByText(/^Actions \(/).waitFor();
		// The headings between them are entries of the list as well.
		const actions = page.getByTestId('item-iterator-item').filter({ hasNotText: / Actions$/ });
		await actions.first().waitFor();
		return actions;
	},

	/** Takes one of the actions, and waits for the panel of its node. */
	async chooseAction(page: Page, action: string): Promise<void> {
		await choose(page, new RegExp(`^${action}$`));
		await panel(page).waitFor();
	},

	/** Puts one of a node's actions onto an empty canvas, behind a click, with a credential. */
	async addAction(
		page: Page,
		url: string,
		{ node, action, credential }: { node: string; action: string; credential: string },
	): Promise<void> {
		await buildByHand.begin(page, url);
		await buildByHand.addFirst(page, 'manual', 'Trigger manually');
		await buildByHand.findActions(page, 'salesforce', node);
		await buildByHand.chooseAction(page, action);
		await buildByHand.chooseCredential(page, credential);
	},

	/** Takes a credential by its name. */
	async chooseCredential(page: Page, name: string): Promise<void> {
		await panel(page).getByTestId('node-credentials-select').click();
		await page
			.getByRole('option')
			.or(page.getByRole('menuitem'))
			.getByText(name, { exact: true })
			.click();
	},

	/** Begins a credential from the node's panel; gives its form. */
	async createCredential(page: Page): Promise<Locator> {
		await panel(page).getByTestId('node-credentials-select').click();
		await page.getByTestId('node-credentials-select-item-new').click();
		const form = page.getByTestId('editCredential-modal');
		await form.waitFor();
		return form;
	},

	/** Adds an entry to a list of the node by its button, and waits for the first parameter that the entry has. */
	async addEntry(page: Page, button: string, parameter: string): Promise<void> {
		const entries = panel(page).getByTestId(`parameter-input-${parameter}`);
		const before = await entries.count();
		await panel(page).getByText(button).click();
		await entries.nth(before).waitFor();
	},

	/** Adds an empty filter of records. */
	addFilter: (page: Page): Promise<void> => buildByHand.addEntry(page, 'Add Filter', 'field'),

	/** Opens the list of a picker; what it holds or says stands in the answer. */
	async openPicker(page: Page, parameter: string): Promise<Locator> {
		await panel(page).getByTestId(`parameter-input-${parameter}`).getByTestId('rlc-input').click();
		const list = page.getByTestId('rlc-item').or(page.getByTestId('rlc-error-container'));
		await list.first().waitFor();
		return list;
	},

	/** Picks one entry, having searched for it. */
	async pick(page: Page, parameter: string, text: string, entry: RegExp): Promise<void> {
		await buildByHand.openPicker(page, parameter);
		await page.keyboard.type(text);
		await page.getByTestId('rlc-item').filter({ hasText: entry }).click();
	},

	/** Adds a field to those that are mapped. */
	async addField(page: Page, label: string): Promise<void> {
		await panel(page).getByText('Add field to send').click();
		await page
			.getByRole('menu', { name: 'Add field to send' })
			.getByText(label, { exact: true })
			.click();
	},

	/** Chooses one of a parameter's, or a mapped field's, options. */
	async choose(page: Page, parameter: string, name: string): Promise<void> {
		const input = panel(page).getByTestId(`parameter-input-${parameter}`).locator('input').first();
		await input.click();
		await page.getByRole('option').getByText(name, { exact: true }).click();
	},

	/** Types into a parameter, or into a mapped field. */
	async type(page: Page, parameter: string, text: string): Promise<void> {
		const input = panel(page)
			.getByTestId(`parameter-input-${parameter}`)
			.locator('input, textarea')
			.first();
		await input.fill(text);
		// The editor takes a value over once its field is left.
		await input.blur();
	},

	/** Types an id, a path or the like into a locator, beside its choice between a list and that. */
	async typeIntoLocator(page: Page, parameter: string, text: string): Promise<void> {
		const input = panel(page).getByTestId(`parameter-input-${parameter}`).locator('input').nth(1);
		await input.fill(text);
		await input.blur();
	},

	/** Runs the node whose panel is open. */
	async execute(page: Page): Promise<Locator> {
		const output = panel(page).getByTestId('output-panel');
		const started = page.waitForResponse((response) =>
			/\/rest\/workflows\/[^/]+\/run/.test(response.url()),
		);
		await panel(page).getByTestId('node-execute-button').click();
		await started;
		return output;
	},

	/** Goes back to the canvas. */
	async close(page: Page): Promise<void> {
		await panel(page).getByTestId('ndv-close-button').click();
		await panel(page).waitFor({ state: 'hidden' });
	},
};
