import { join } from 'node:path';
import { installN8n, type InstalledN8n } from './installN8n';
import type { Lifetime } from './lifetime';
import type { N8nMajor } from './n8nReleases';
import { installPackage, packPackage } from './packPackage';
import type { Progress } from './progress';
import { makeRunFolder } from './runFolder';

export interface PreparedN8n {
	installed: InstalledN8n;
	/** This run's alone; it goes with the lifetime. */
	folder: string;
	/** What `N8N_USER_FOLDER` is to name: a folder in `folder` that holds the package and nothing else. */
	userFolder: string;
}

/**
 * The real n8n, not yet started, with this package installed as users get it.
 * @param major of n8n
 * @throws DemoError saying in one line what to do
 */
export async function prepareN8n(
	lifetime: Lifetime,
	progress: Progress,
	major?: N8nMajor,
): Promise<PreparedN8n> {
	const installed = await installN8n(lifetime, progress, major);
	const folder = await makeRunFolder(lifetime);
	const tarball = await progress.step('Build and pack this package', () =>
		packPackage(lifetime, join(folder, 'package')),
	);
	const userFolder = join(folder, 'user');
	await progress.step('Install the package into n8n, as users get it', () =>
		installPackage(lifetime, tarball, userFolder),
	);
	return { installed, folder, userFolder };
}
