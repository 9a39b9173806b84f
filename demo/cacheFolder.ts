import { homedir } from 'node:os';
import { join } from 'node:path';

const PACKAGE = 'n8n-nodes-salesforce-server-to-server';

/**
 * Where what the demo downloads is kept: in the user's cache folder, shared by all clones of this project.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ for XDG_CACHE_HOME
 */
export function cacheFolder(
	env: NodeJS.ProcessEnv = process.env,
	platform: NodeJS.Platform = process.platform,
	home: string = homedir(),
): string {
	if (platform === 'win32')
		return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), PACKAGE);
	if (platform === 'darwin') return join(home, 'Library', 'Caches', PACKAGE);
	return join(env.XDG_CACHE_HOME || join(home, '.cache'), PACKAGE);
}
