import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cacheFolder';
import { DemoError } from './DemoError';
import {
	cachedInstall,
	installIntoCache,
	isInstalled,
	type CacheInstall,
} from './installIntoCache';
import type { Lifetime } from './lifetime';
import { n8nReleases, type N8nMajor, type N8nRelease } from './n8nReleases';
import { npmCommand, runCommand } from './processes';
import type { Progress } from './progress';

export interface InstalledN8n {
	/** A Node that this n8n runs on. */
	node: string;
	/** n8n's command line, to be run by that Node. */
	cli: string;
	major: N8nMajor;
	/** For `N8N_DISABLED_MODULES`. */
	disabledModules: string;
}

const nodeInstall = ({ nodeMajor, nodeManifest }: N8nRelease): CacheInstall => ({
	name: `node-${nodeMajor}`,
	manifest: nodeManifest,
	needs: 0.3e9,
});

const n8nInstall = (
	{ version, manifest, size }: N8nRelease,
	complete: CacheInstall['complete'],
): CacheInstall => ({
	name: `n8n-${version}`,
	manifest,
	needs: 1.25 * size,
	npmArgs: ['--legacy-peer-deps'],
	...(complete && { complete }),
});

/** The Node binary among the platform packages, of which npm installs the fitting one only. */
async function findNode(folder: string): Promise<string | undefined> {
	const modules = join(folder, 'node_modules');
	const binary = process.platform === 'win32' ? 'node.exe' : 'node';
	const packages = existsSync(modules) ? await readdir(modules) : [];
	return packages.map((name) => join(modules, name, 'bin', binary)).find(existsSync);
}

async function ensureNode(
	release: N8nRelease,
	lifetime: Lifetime,
	root: string,
	progress: Progress,
): Promise<string> {
	const { version, nodeMajor, orNewer } = release;
	const major = Number(process.versions.node.split('.')[0]);
	if (major === nodeMajor || (orNewer && major > nodeMajor)) return process.execPath;
	const missing = new DemoError(
		`n8n ${version} needs Node ${nodeMajor}, and none could be downloaded for ${process.platform} ${process.arch}. ` +
			`Check the network, or run this with Node ${nodeMajor}${orNewer ? ' or newer' : ''}.`,
	);
	const complete = async (folder: string): Promise<void> => {
		if (!(await findNode(folder))) throw missing;
	};
	const what = { ...nodeInstall(release), complete };
	const folder = cachedInstall(what, root);
	if (!isInstalled(folder)) {
		await progress.step(`Download Node ${nodeMajor} for n8n (about 130 MB)`, (note) =>
			installIntoCache(what, { lifetime, root, note }),
		);
	}
	const node = await findNode(folder);
	if (!node) throw missing;
	return node;
}

/**
 * Lets sqlite3 fetch its prebuilt binary or compile itself; of all of n8n's native modules it alone is needed.
 * Where the headers of the running Node can't be had, those beside the downloaded Node serve: sqlite3 builds on Node-API.
 */
async function buildSqlite(lifetime: Lifetime, folder: string, node: string): Promise<void> {
	const rebuild = (env: NodeJS.ProcessEnv): Promise<string> =>
		runCommand(
			lifetime,
			npmCommand(['rebuild', 'sqlite3', '--ignore-scripts=false', '--loglevel=error']),
			{ cwd: folder, env: { ...process.env, ...env } },
		);
	try {
		await rebuild({});
	} catch (error) {
		const headers = join(node, '..', '..');
		if (lifetime.signal.aborted || !existsSync(join(headers, 'include', 'node'))) throw error;
		await rebuild({ npm_config_nodedir: headers });
	}
	if (existsSync(join(folder, 'node_modules/sqlite3/build/Release/node_sqlite3.node'))) return;
	throw new DemoError(
		"sqlite3 has no binary: it is compiled where it can't be downloaded, which takes python3, make and g++.",
	);
}

/**
 * A pinned n8n and a Node that it runs on, from the user's cache folder, downloaded where missing.
 * @param major of n8n
 * @throws DemoError on too little disk, no network, or what npm says
 */
export async function installN8n(
	lifetime: Lifetime,
	progress: Progress,
	major: N8nMajor = 2,
): Promise<InstalledN8n> {
	const release = n8nReleases[major];
	const root = cacheFolder();
	const node = await ensureNode(release, lifetime, root, progress);
	const what = n8nInstall(release, (folder) => buildSqlite(lifetime, folder, node));
	const folder = cachedInstall(what, root);
	if (!isInstalled(folder)) {
		const size = `about ${(release.size / 1e9).toFixed(1)} GB, some minutes, once`;
		await progress.step(`Install n8n ${release.version} into ${root} (${size})`, (note) =>
			installIntoCache(what, { lifetime, root, note }),
		);
	}
	const { disabledModules } = release;
	return { node, cli: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'), major, disabledModules };
}
