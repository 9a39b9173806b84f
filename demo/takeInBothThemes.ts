import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

const folder = join(__dirname, '..', 'docs', 'pictures');
/** The editor's animations are over by then. */
const SETTLE_MS = 700;

/** Waits out what comes and goes over the editor: that a run has ended well, and how a button is called. */
async function untilQuiet(page: Page): Promise<void> {
	const messages = page.locator('.el-notification:visible');
	await page.mouse.move(0, 0);
	// One that comes late shows up while the page settles.
	do {
		for (const close of await page.locator('.el-notification__closeBtn:visible').all()) {
			// It may go by itself meanwhile.
			await close.click({ timeout: SETTLE_MS }).catch(() => undefined);
		}
		await page.waitForTimeout(SETTLE_MS);
	} while ((await messages.count()) > 0);
	await page.mouse.move(0, 0);
}

/**
 * Takes a picture of the page as it stands, in light and in dark.
 *
 * @param names of the two files, without their ending
 * @param target a part of the page. @default the page
 */
export async function takeInBothThemes(
	page: Page,
	names: { light: string; dark: string },
	target: Page | Locator = page,
): Promise<void> {
	for (const theme of ['dark', 'light'] as const) {
		await page.emulateMedia({ colorScheme: theme });
		await untilQuiet(page);
		await target.screenshot({ path: join(folder, `${names[theme]}.png`) });
	}
}
