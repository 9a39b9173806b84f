import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DemoError } from './DemoError';
import type { Lifetime } from './lifetime';
import { npmCommand, runCommand } from './processes';

const ROOT = join(__dirname, '..');

/**
 * Builds this package and packs it as it would be published.
 * @param into an empty folder
 * @returns the tarball's path
 */
export async function packPackage(lifetime: Lifetime, into: string): Promise<string> {
	await runCommand(lifetime, [process.execPath, join(ROOT, 'scripts', 'build.mjs')]);
	await mkdir(into, { recursive: true });
	await runCommand(lifetime, npmCommand(['pack', '--pack-destination', into]), { cwd: ROOT });
	const [tarball] = await readdir(into);
	if (!tarball) throw new DemoError('npm pack left no tarball.');
	return join(into, tarball);
}

/**
 * Installs the tarball with its production dependencies where n8n looks for community packages.
 * @param userFolder what `N8N_USER_FOLDER` will name
 */
export async function installPackage(
	lifetime: Lifetime,
	tarball: string,
	userFolder: string,
): Promise<void> {
	const nodes = join(userFolder, '.n8n', 'nodes');
	await mkdir(nodes, { recursive: true });
	await writeFile(join(nodes, 'package.json'), '{"name":"installed-nodes","private":true}');
	// As n8n installs a community package: no scripts, and n8n-workflow comes from n8n itself.
	const flags = ['--omit=dev', '--omit=peer', '--ignore-scripts', '--prefer-offline'];
	const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
	await runCommand(lifetime, npmCommand(['install', tarball, ...flags, ...quiet]), { cwd: nodes });
}
