import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFamilies } from '../../conformance/loadFamilies';
import { writeConformance } from './writeConformance';
import { writeTroubleshooting } from './writeTroubleshooting';

const root = join(__dirname, '..', '..');

async function rewrite(
	page: string,
	write: (text: string) => string | Promise<string>,
): Promise<void> {
	const path = join(root, page);
	writeFileSync(path, await write(readFileSync(path, 'utf8')));
}

/** `npm run docs`: writes what of the documentation comes out of the code. */
async function run(): Promise<void> {
	await rewrite('docs/troubleshooting.md', writeTroubleshooting);
	const families = loadFamilies();
	for (const page of ['docs/conformance.md', 'emulator/README.md']) {
		await rewrite(page, (text) => writeConformance(text, families));
	}
}

void run();
