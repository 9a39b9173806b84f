import type { Locator, Page } from 'playwright-core';

export interface CredentialForm {
	/** The whole form. */
	form: Locator;
	/** Fills fields in, by their names in the credential type. */
	fill(fields: Record<string, string>): Promise<void>;
	/** Saves, and resolves once n8n shows what its test of the connection came to. */
	save(): Promise<void>;
	/** The green text; visible once the test went well. */
	success: Locator;
	/** The red text with its details open, as a person reads it. Waits for it. */
	readRefusal(): Promise<string>;
}

const FAILED = 'Couldn’t connect with these settings';

function describeForm(page: Page): CredentialForm {
	const form = page.getByTestId('editCredential-modal');
	const success = form.getByText('Connection tested successfully');
	const failure = form.getByText(FAILED);
	return {
		form,
		success,
		async fill(fields) {
			for (const [name, value] of Object.entries(fields)) {
				const input = form
					.getByTestId(`parameter-input-${name}`)
					.locator('input, textarea')
					.first();
				await input.click();
				await input.fill(value);
			}
		},
		async save() {
			const tested = page.waitForResponse((response) =>
				response.url().endsWith('/rest/credentials/test'),
			);
			await form.getByTestId('credential-save-button').click();
			await tested;
			await success.or(failure).first().waitFor();
		},
		async readRefusal() {
			await failure.waitFor();
			const details = form.getByText('More details');
			if (await details.isVisible()) await details.click();
			return await form.getByTestId('node-credentials-config-container').innerText();
		},
	};
}

/**
 * Creates a credential as a person does, up to its empty form: by its name among all that n8n knows.
 *
 * @param url the editor's address
 * @param search what is typed to find the type
 * @param name the type's label
 */
export async function openCredentialForm(
	page: Page,
	url: string,
	{ search, name }: { search: string; name: string },
): Promise<CredentialForm> {
	await page.goto(`${url}/home/credentials`);
	await page.getByTestId('add-resource-credential').click();
	const types = page.getByTestId('new-credential-type-select-option');
	await types.first().waitFor();
	await page.keyboard.type(search);
	await types.filter({ hasText: name }).click();
	await page.getByTestId('new-credential-type-button').click();
	const form = describeForm(page);
	await form.form.waitFor();
	return form;
}
