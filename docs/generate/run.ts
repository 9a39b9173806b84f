import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTroubleshooting } from './writeTroubleshooting';

/** `npm run docs`: writes what of the documentation comes out of the code. */
async function run(): Promise<void> {
	const path = join(__dirname, '..', 'troubleshooting.md');
	writeFileSync(path, await writeTroubleshooting(readFileSync(path, 'utf8')));
}

void run();
