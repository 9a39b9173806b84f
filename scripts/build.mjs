/** Builds what ships into dist/: compiled TypeScript, the icons and the nodes' codex files. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies, ensureNode } from './ensureDependencies.mjs';

ensureNode();
await ensureDependencies();
const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
// Built aside and then moved: nobody sees half a dist/, nor does an interrupted build leave one.
const cache = join(root, 'node_modules', '.cache');
mkdirSync(cache, { recursive: true });
const building = mkdtempSync(join(cache, 'build-'));
process.on('exit', () => rmSync(building, { recursive: true, force: true }));

const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
const tsc = spawnSync(
	process.execPath,
	[join(typescript, 'bin', 'tsc'), '-p', root, '--outDir', building],
	{ stdio: 'inherit' },
);
if (tsc.status !== 0) process.exit(1);

// n8n finds an icon and a codex file beside the compiled class, at the paths that the sources name.
const isAsset = (path) => ['', '.json', '.svg'].includes(extname(path));
for (const folder of ['nodes', 'icons']) {
	cpSync(join(root, folder), join(building, folder), { recursive: true, filter: isAsset });
}
rmSync(dist, { recursive: true, force: true });
renameSync(building, dist);
