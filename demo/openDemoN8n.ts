import { dataFolder } from './contactsCsv';
import type { InstalledN8n } from './installN8n';
import type { Lifetime } from './lifetime';
import { makeOwner } from './makeOwner';
import type { Owner } from './n8nApi';
import type { N8nMajor } from './n8nReleases';
import { prepareN8n } from './prepareN8n';
import type { Progress } from './progress';
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
	/** Which of the pinned n8n. @default 2 */
	major?: N8nMajor;
}

/**
 * The real n8n with this package installed as users get it, and its owner logged in.
 * @throws DemoError saying in one line what to do
 */
export async function openDemoN8n(
	lifetime: Lifetime,
	progress: Progress,
	{ port, env, major }: OpenOptions = {},
): Promise<DemoN8n> {
	const { installed, userFolder } = await prepareN8n(lifetime, progress, major);
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
