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
import { npmCommand, runCommand } from './processes';
import type { Progress } from './progress';

const N8N_VERSION = '2.41.1';
/** n8n's package.json asks for it in `engines`. */
const N8N_NODE_MAJOR = 24;

export interface InstalledN8n {
	/** A Node that this n8n runs on. */
	node: string;
	/** n8n's command line, to be run by that Node. */
	cli: string;
}

const nodeInstall: CacheInstall = {
	name: `node-${N8N_NODE_MAJOR}`,
	manifest: join(__dirname, 'node'),
	needs: 0.3e9,
};

/**
 * Beside n8n its package.json names date-fns, a peer that `--legacy-peer-deps` leaves out and the node "Extract from
 * File" loads, and holds msgpackr-extract at a version that has its binaries published for every platform.
 */
const n8nInstall = (completeWith: CacheInstall['complete']): CacheInstall => ({
	name: `n8n-${N8N_VERSION}`,
	manifest: join(__dirname, 'n8n'),
	needs: 3e9,
	npmArgs: ['--legacy-peer-deps'],
	...(completeWith && { complete: completeWith }),
});

/** The Node binary among the platform packages, of which npm installs the fitting one only. */
async function findNode(folder: string): Promise<string | undefined> {
	const modules = join(folder, 'node_modules');
	const binary = process.platform === 'win32' ? 'node.exe' : 'node';
	const packages = existsSync(modules) ? await readdir(modules) : [];
	return packages.map((name) => join(modules, name, 'bin', binary)).find(existsSync);
}

async function ensureNode(lifetime: Lifetime, root: string, progress: Progress): Promise<string> {
	if (Number(process.versions.node.split('.')[0]) >= N8N_NODE_MAJOR) return process.execPath;
	const missing = new DemoError(
		`n8n ${N8N_VERSION} needs Node ${N8N_NODE_MAJOR}, and none could be downloaded for ${process.platform} ${process.arch}. ` +
			`Check the network, or run this with Node ${N8N_NODE_MAJOR} or newer.`,
	);
	const complete = async (folder: string): Promise<void> => {
		if (!(await findNode(folder))) throw missing;
	};
	const what = { ...nodeInstall, complete };
	const folder = cachedInstall(what, root);
	if (!isInstalled(folder)) {
		await progress.step(`Download Node ${N8N_NODE_MAJOR} for n8n (about 130 MB)`, (note) =>
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
 * The pinned n8n and a Node that it runs on, from the user's cache folder, downloaded where missing.
 * @throws DemoError on too little disk, no network, or what npm says
 */
export async function installN8n(lifetime: Lifetime, progress: Progress): Promise<InstalledN8n> {
	const root = cacheFolder();
	const node = await ensureNode(lifetime, root, progress);
	const what = n8nInstall((folder) => buildSqlite(lifetime, folder, node));
	const folder = cachedInstall(what, root);
	if (!isInstalled(folder)) {
		await progress.step(
			`Install n8n ${N8N_VERSION} into ${root} (about 2.4 GB, some minutes, once)`,
			(note) => installIntoCache(what, { lifetime, root, note }),
		);
	}
	return { node, cli: join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}
