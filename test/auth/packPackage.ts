import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
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

/** Builds and packs as a release does; answers the tarball. */
async function pack(folder: string): Promise<string> {
	await run(process.execPath, [join(ROOT, 'scripts', 'build.mjs'), join(folder, 'dist')]);
	for (const file of ['package.json', 'README.md', 'LICENSE.md', 'CHANGELOG.md']) {
		await cp(join(ROOT, file), join(folder, file));
	}
	const { stdout } = await run('npm', ['pack', '--json'], { cwd: folder });
	const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
	return join(folder, filename);
}

/** A project of somebody who installed the packed package with its production dependencies, and nothing of n8n. */
export async function createConsumer(): Promise<Consumer> {
	await mkdir(join(MODULES, '.cache'), { recursive: true });
	const staged = await mkdtemp(join(MODULES, '.cache', 'pack-'));
	const folder = await mkdtemp(join(tmpdir(), 'consumer-'));
	const target = join(folder, 'node_modules', manifest.name);
	await mkdir(target, { recursive: true });
	await run('tar', ['-xzf', await pack(staged), '--strip-components=1', '-C', target]);
	await rm(staged, { recursive: true });
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
