import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	access,
	cp,
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	rename,
	rm,
	stat,
	symlink,
	writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { withFolderLock } from '../../demo/withFolderLock';
import manifest from '../../package.json';

const run = promisify(execFile);
const ROOT = join(__dirname, '..', '..');
const MODULES = join(ROOT, 'node_modules');

export interface Consumer {
	/** Where the package was installed. */
	folder: string;
	/** Runs a script in the consumer's folder; answers what it prints. */
	run(file: string, source: string, env?: NodeJS.ProcessEnv): Promise<string>;
	/** Type-checks files in the consumer's folder; rejects with the compiler's words. */
	check(sources: Record<string, string>): Promise<void>;
	remove(): Promise<void>;
}

const PAGES = ['package.json', 'README.md', 'LICENSE.md', 'CHANGELOG.md'];
/** All that a package is made of, or by. */
const SOURCES = [
	...['http', 'auth', 'rest', 'stream', 'credentials', 'nodes', 'setup', 'icons', ...PAGES],
	...['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs'],
];

async function listFiles(path: string): Promise<string[]> {
	if ((await stat(path)).isFile()) return [path];
	const entries = await readdir(path, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
}

async function hashSources(): Promise<string> {
	const hash = createHash('sha256').update(process.version);
	const files = await Promise.all(SOURCES.map((source) => listFiles(join(ROOT, source))));
	for (const file of files.flat()) hash.update(file).update(await readFile(file));
	return hash.digest('hex').slice(0, 16);
}

/** Builds and packs as a release does. */
async function makeTarball(folder: string): Promise<void> {
	await run(process.execPath, [join(ROOT, 'scripts', 'build.mjs'), join(folder, 'dist')]);
	for (const file of PAGES) await cp(join(ROOT, file), join(folder, file));
	const { stdout } = await run('npm', ['pack', '--json'], { cwd: folder });
	const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
	await rename(join(folder, filename), join(folder, 'package.tgz'));
}

const isThere = (path: string) =>
	access(path).then(
		() => true,
		() => false,
	);

/** The package's tarball, made once of the same sources, whichever test asks first. */
export async function packPackage(): Promise<string> {
	const cache = join(MODULES, '.cache');
	const kept = join(cache, `packed-${await hashSources()}`);
	const make = async () => {
		if (await isThere(kept)) return;
		for (const name of await readdir(cache)) {
			if (/^packed-\w+$/.test(name)) await rm(join(cache, name), { recursive: true });
		}
		const staged = await mkdtemp(join(cache, 'pack-'));
		try {
			await makeTarball(staged);
			await rename(staged, kept);
		} finally {
			await rm(staged, { recursive: true, force: true });
		}
	};
	await withFolderLock(join(cache, 'packed.lock'), make, { signal: AbortSignal.timeout(60_000) });
	return join(kept, 'package.tgz');
}

/** A project of somebody who installed the packed package with its production dependencies, and nothing of n8n. */
export async function createConsumer(): Promise<Consumer> {
	const folder = await mkdtemp(join(tmpdir(), 'consumer-'));
	const target = join(folder, 'node_modules', manifest.name);
	await mkdir(target, { recursive: true });
	await run('tar', ['-xzf', await packPackage(), '--strip-components=1', '-C', target]);
	for (const name of Object.keys(manifest.dependencies)) {
		const link = join(folder, 'node_modules', name);
		await mkdir(dirname(link), { recursive: true });
		await symlink(join(MODULES, name), link, 'junction');
	}
	const write = async (file: string, source: string) => {
		await writeFile(join(folder, file), source);
		return file;
	};
	return {
		folder,
		async run(file, source, env = {}) {
			const args = [await write(file, source)];
			const { stdout } = await run(process.execPath, args, {
				cwd: folder,
				env: { ...process.env, ...env },
			});
			return stdout;
		},
		async check(sources) {
			const files = Object.keys(sources);
			const compilerOptions = {
				...{ strict: true, noEmit: true, skipLibCheck: true, module: 'node20', target: 'es2023' },
				...{ types: ['node'], typeRoots: [join(MODULES, '@types')] },
			};
			await Promise.all(Object.entries(sources).map(([file, source]) => write(file, source)));
			await write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
			const tsc = join(MODULES, 'typescript', 'bin', 'tsc');
			await run(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => {
				throw new Error(error.stdout);
			});
		},
		remove: () => rm(folder, { recursive: true }),
	};
}
