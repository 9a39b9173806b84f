import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BenchRow, createRow } from '../BenchRow';
import { median } from '../median';
import type { Bench } from '../openBench';

const run = promisify(execFile);
const NAME = 'n8n-nodes-salesforce-server-to-server';

async function files(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
}

async function measureSize(modules: string): Promise<BenchRow> {
	const all = await files(modules);
	const sizes = await Promise.all(all.map(async (file) => (await stat(file)).size));
	const bytes = sizes.reduce((sum, size) => sum + size, 0);
	const native = all.filter((file) => file.endsWith('.node')).length;
	const manifests = all.filter((file) =>
		/node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(file),
	);
	const scripts = await Promise.all(
		manifests.map(async (file) => {
			const { scripts = {} } = JSON.parse(await readFile(file, 'utf8')) as { scripts?: object };
			return ['preinstall', 'install', 'postinstall'].some((name) => name in scripts);
		}),
	);
	const withScript = scripts.filter(Boolean).length;
	return createRow({
		what: 'installed with its production dependencies',
		figure: `${(bytes / 1e6).toFixed(1)} MB, ${manifests.length} packages, ${withScript} install scripts, ${native} native modules`,
		bar: '<= 15 MB, no install script, no native module',
		value: bytes,
		atMost: 8e6,
		holds: native === 0 && withScript === 0,
	});
}

/** Milliseconds to require what n8n requires at its start, n8n-workflow already loaded as it is there. */
async function timeRequire(node: string, n8nModules: string, paths: string[]): Promise<number> {
	const script = `
		require(${JSON.stringify(join(n8nModules, 'n8n-workflow'))});
		const started = performance.now();
		for (const path of ${JSON.stringify(paths)}) require(path);
		console.log(performance.now() - started);`;
	const env = { ...process.env, NODE_PATH: n8nModules };
	const { stdout } = await run(node, ['-e', script], { env });
	return Number(stdout);
}

/** What the package costs an n8n that installs it and never uses it. */
export async function measurePackage({ n8n }: Bench): Promise<BenchRow[]> {
	const modules = join(n8n.userFolder, '.n8n', 'nodes', 'node_modules');
	const manifest = JSON.parse(await readFile(join(modules, NAME, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const paths = [...manifest.n8n.credentials, ...manifest.n8n.nodes].map((path) =>
		join(modules, NAME, path),
	);
	const n8nModules = join(n8n.cli, '..', '..', '..');
	const times: number[] = [];
	for (let round = 0; round < 7; round += 1)
		times.push(await timeRequire(n8n.node, n8nModules, paths));
	const time = median(times);
	return [
		createRow({
			what: "requiring the package at n8n's start",
			figure: `${time.toFixed(1)} ms`,
			bar: '<= 30 ms',
			value: time,
			atMost: 30,
		}),
		await measureSize(modules),
	];
}
