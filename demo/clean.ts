import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { cacheFolder } from './cacheFolder';

const folder = cacheFolder();

async function clean(): Promise<void> {
	if (!existsSync(folder)) {
		console.log(`Nothing to remove: ${folder} is not there.`);
		return;
	}
	await rm(folder, { recursive: true, force: true, maxRetries: 3 });
	console.log(`Removed ${folder}.`);
}

clean().catch((error: Error) => {
	console.error(`${folder} could not be removed: ${error.message}`);
	process.exitCode = 1;
});
