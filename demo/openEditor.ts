import { existsSync } from 'node:fs';
import { chromium, selectors, type Browser, type Page } from 'playwright-core';
import { DemoError } from './DemoError';
import type { Lifetime } from './lifetime';
import type { Owner } from './n8nApi';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** The editor loads a thousand files: a busy machine needs its time for them. */
const TIMEOUT_MS = 90_000;

export interface EditorOptions {
	url: string;
	owner: Owner;
	theme?: 'light' | 'dark';
	viewport?: { width: number; height: number };
	/** Device pixels per CSS pixel. @default 1 */
	scale?: number;
}

/** Starts the machine's Chromium; `CHROMIUM` may name another. */
export async function launchBrowser(lifetime: Lifetime): Promise<Browser> {
	const executablePath = process.env.CHROMIUM ?? BROWSERS.find(existsSync);
	if (!executablePath) {
		throw new DemoError('No Chromium found: apt-get install chromium, or let CHROMIUM name one.');
	}
	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launch({ executablePath, args: FLAGS });
	lifetime.onEnd(() => browser.close());
	return browser;
}

/** Opens n8n's editor as its owner. */
export async function openEditor(
	browser: Browser,
	{
		url,
		owner,
		theme = 'light',
		viewport = { width: 1440, height: 900 },
		scale = 1,
	}: EditorOptions,
): Promise<Page> {
	const context = await browser.newContext({
		viewport,
		deviceScaleFactor: scale,
		// n8n follows the system's theme.
		colorScheme: theme,
	});
	context.setDefaultTimeout(TIMEOUT_MS);
	const page = await context.newPage();
	await page.goto(`${url}/signin`);
	await page.getByTestId('emailOrLdapLoginId').locator('input').fill(owner.email);
	await page.getByTestId('password').locator('input').fill(owner.password);
	await page.getByTestId('form-submit-button').click();
	await page.waitForURL((address) => !address.pathname.startsWith('/signin'));
	return page;
}
