import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, DemoError } from './DemoError';
import type { Lifetime } from './lifetime';
import { npmCommand, runCommand } from './processes';
import { withFolderLock } from './withFolderLock';

const MARKER = '.installed';

export interface CacheInstall {
	/** The folder's name in the cache without the hash of its lock, e.g. `n8n-2.41.1`. */
	name: string;
	/** The folder that holds package.json and package-lock.json. */
	manifest: string;
	/** Bytes that must be free before anything is fetched. */
	needs: number;
	/** Further npm options. */
	npmArgs?: string[];
	/** Completes the installation in the folder given, before it counts as one. */
	complete?: (folder: string) => Promise<void>;
}

export interface InstallContext {
	lifetime: Lifetime;
	/** The cache's root, see `cacheFolder`. */
	root: string;
	/** Says how far it is. */
	note: (text: string) => void;
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** The folder that this very lock installs into: another lock is another folder. */
export function cachedInstall({ name, manifest }: CacheInstall, root: string): string {
	const lock = readFileSync(join(manifest, 'package-lock.json'));
	return join(root, `${name}-${createHash('sha256').update(lock).digest('hex').slice(0, 8)}`);
}

/** Whether the folder holds a whole installation. */
export function isInstalled(folder: string): boolean {
	return existsSync(join(folder, MARKER));
}

async function freeBytes(folder: string): Promise<number> {
	const { bavail, bsize } = await statfs(folder);
	return bavail * bsize;
}

async function requireDisk(root: string, needs: number): Promise<number> {
	const free = await freeBytes(root);
	if (free >= needs) return free;
	throw new DemoError(
		`Too little disk: about ${gigabytes(needs)} are needed in ${root}, ${gigabytes(free)} are free. ` +
			'Free some space, or let XDG_CACHE_HOME name a folder on a larger disk.',
	);
}

/** What npm said, in one line that tells what to do. */
function explainNpm(error: unknown, name: string): unknown {
	if (!(error instanceof CommandError)) return error;
	if (
		/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(
			error.message,
		)
	) {
		return new DemoError(
			`${name} could not be downloaded: npm can't reach its registry. Check the network and start again; nothing is left half installed.`,
		);
	}
	if (/ENOSPC/.test(error.message))
		return new DemoError('The disk is full. Free some space and start again.');
	return new DemoError(`${name} could not be installed. npm said:\n${error.message}`);
}

/** Asks the registry for one of the packages: without a network, `npm ci` would try for more than a minute. */
async function requireRegistry(lifetime: Lifetime, manifest: string): Promise<void> {
	const file = readFileSync(join(manifest, 'package.json'), 'utf8');
	const { dependencies, optionalDependencies } = JSON.parse(file) as Record<string, object>;
	const [name] = Object.keys({ ...dependencies, ...optionalDependencies });
	if (!name) return;
	const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=20000'];
	await runCommand(lifetime, npmCommand(['view', name, 'name', '--prefer-online', ...patience]));
}

async function removeRemains(folder: string): Promise<void> {
	const parent = join(folder, '..');
	const parts = (await readdir(parent)).map((entry) => join(parent, entry));
	const remains = parts.filter((path) => path.startsWith(`${folder}.`) && path.endsWith('.part'));
	for (const path of [folder, ...remains]) await rm(path, { recursive: true, force: true });
}

async function install(what: CacheInstall, folder: string, context: InstallContext): Promise<void> {
	const { lifetime, root, note } = context;
	await removeRemains(folder);
	const free = await requireDisk(root, what.needs);
	const part = `${folder}.${process.pid}.part`;
	const forget = lifetime.onEnd(() => rm(part, { recursive: true, force: true }));
	const watch = setInterval(() => {
		freeBytes(root).then(
			(left) => note(`${gigabytes(Math.max(0, free - left))} written`),
			() => undefined,
		);
	}, 1_000);
	try {
		await requireRegistry(lifetime, what.manifest);
		await mkdir(part, { recursive: true });
		for (const file of ['package.json', 'package-lock.json']) {
			await copyFile(join(what.manifest, file), join(part, file));
		}
		const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
		await runCommand(lifetime, npmCommand(['ci', ...flags, ...(what.npmArgs ?? [])]), {
			cwd: part,
		});
		await what.complete?.(part);
		await writeFile(join(part, MARKER), '');
		await rename(part, folder);
	} catch (error) {
		lifetime.signal.throwIfAborted();
		await rm(part, { recursive: true, force: true });
		throw explainNpm(error, what.name.replace('-', ' '));
	} finally {
		clearInterval(watch);
		forget();
	}
}

/**
 * Installs once for all clones and for good: into a folder beside, renamed when whole, so that an
 * interrupted installation is none. Two that start together share one installation.
 * @returns the folder, with its node_modules
 * @throws DemoError on too little disk, no network, or what npm says
 */
export async function installIntoCache(
	what: CacheInstall,
	context: InstallContext,
): Promise<string> {
	const folder = cachedInstall(what, context.root);
	if (isInstalled(folder)) return folder;
	await mkdir(context.root, { recursive: true });
	const lock = `${folder}.lock`;
	await withFolderLock(
		lock,
		async () => {
			// An interrupted process doesn't live to see its own `finally`.
			const forget = context.lifetime.onEnd(() => rm(lock, { force: true }));
			if (!isInstalled(folder)) await install(what, folder, context);
			forget();
		},
		{
			signal: context.lifetime.signal,
			onWait: (holder) => context.note(`waiting for process ${holder}, which is installing it`),
		},
	);
	return folder;
}
