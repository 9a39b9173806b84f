import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { dataFolder } from './contactsCsv';
import { installN8n, type InstalledN8n } from './installN8n';
import type { Lifetime } from './lifetime';
import type { Owner } from './n8nApi';
import { installPackage, packPackage } from './packPackage';
import type { Progress } from './progress';
import { makeRunFolder } from './runFolder';
import { startN8n, type RunningN8n } from './startN8n';

export interface DemoN8n extends RunningN8n, InstalledN8n {
	owner: Owner;
	/** What `N8N_USER_FOLDER` names. */
	userFolder: string;
}

export interface OpenOptions {
	/** The editor's port. @default a free one */
	port?: number;
	/** Further environment variables for n8n. */
	env?: Record<string, string>;
}

/** Made anew at each start: whoever may log in may read files and use the credentials. */
function makeOwner(): Owner {
	return { email: 'demo@example.com', password: `Demo-${randomBytes(4).toString('hex')}-1` };
}

/**
 * The real n8n with this package installed as users get it, and its owner logged in.
 * @throws DemoError saying in one line what to do
 */
export async function openDemoN8n(
	lifetime: Lifetime,
	progress: Progress,
	{ port, env }: OpenOptions = {},
): Promise<DemoN8n> {
	const installed = await installN8n(lifetime, progress);
	const folder = await makeRunFolder(lifetime);
	const tarball = await progress.step('Build and pack this package', () =>
		packPackage(lifetime, join(folder, 'package')),
	);
	const userFolder = join(folder, 'user');
	await progress.step('Install the package into n8n, as users get it', () =>
		installPackage(lifetime, tarball, userFolder),
	);
	const n8n = await progress.step('Start n8n', () =>
		startN8n(lifetime, {
			installed,
			userFolder,
			files: dataFolder,
			...(port && { port }),
			...(env && { env }),
		}),
	);
	const owner = makeOwner();
	await n8n.api.setUpOwner(owner);
	return { ...installed, ...n8n, owner, userFolder };
}
