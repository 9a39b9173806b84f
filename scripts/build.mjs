/** Builds what ships into dist/, or into the folder named: bundles, the files that n8n finds the classes by, declarations, icons and codex files. */
import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies, ensureNode } from './ensureDependencies.mjs';

ensureNode();
await ensureDependencies();
const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const dist = resolve(process.argv[2] ?? join(root, 'dist'));
// Built aside and then moved: nobody sees half a dist/, nor does an interrupted build leave one.
const cache = join(root, 'node_modules', '.cache');
mkdirSync(cache, { recursive: true });
const building = mkdtempSync(join(cache, 'build-'));
process.on('exit', () => rmSync(building, { recursive: true, force: true }));

const typescript = dirname(require.resolve('typescript/package.json'));
const project = join(root, 'tsconfig.build.json');
const tsc = spawnSync(
	process.execPath,
	[join(typescript, 'bin', 'tsc'), '-p', project, '--outDir', building],
	{ stdio: 'inherit' },
);
if (tsc.status !== 0) process.exit(1);

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const loadedByN8n = [...manifest.n8n.credentials, ...manifest.n8n.nodes].map((file) =>
	relative('dist', file),
);

/** Leaves imports of a room that has a bundle of its own to that bundle, so that there is one of it. */
const keepRooms = (rooms, outfile) => ({
	name: 'keep-rooms',
	setup(build) {
		build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
			const room = rooms.find((name) => join(resolveDir, path) === join(root, name));
			if (!room) return undefined;
			const toRoom = relative(dirname(outfile), join(building, room, 'index.js'));
			return { path: toRoom.startsWith('.') ? toRoom : `./${toRoom}`, external: true };
		});
	},
});

function bundle(contents, file, rooms, banner = '') {
	const outfile = join(building, file);
	return esbuild.build({
		stdin: { contents, resolveDir: root },
		outfile,
		banner: { js: banner },
		bundle: true,
		platform: 'node',
		target: 'node20.19',
		format: 'cjs',
		packages: 'external',
		// Names are kept without it, for nothing is minified; with it, every inner function would cost a definition a call.
		keepNames: false,
		logLevel: 'warning',
		plugins: [keepRooms(rooms, outfile)],
	});
}

// n8n requires all of this at its start, and 150 small files cost it three times what three do. The hook has a
// bundle of its own, for it works without n8n.
const esbuild = require('esbuild');
await bundle("export * from './http/index.ts';", 'http/index.js', []);
await bundle("export * from './auth/index.ts';", 'auth/index.js', ['http']);
const contents = loadedByN8n.map((file) => `export * from './${file.replace(/\.js$/, '.ts')}';`);
await bundle(contents.join('\n'), 'nodes/bundle.js', ['http', 'auth']);

// The command that comes with the package; nothing else loads it.
const command = 'setup/cli.js';
await bundle("import './setup/cli.ts';", command, ['http', 'auth'], '#!/usr/bin/env node');
chmodSync(join(building, command), 0o755);

// n8n finds a class by its file's name.
for (const file of loadedByN8n) {
	const path = join(building, file);
	const name = basename(file).split('.')[0];
	const toBundle = relative(dirname(path), join(building, 'nodes', 'bundle.js'));
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, `"use strict";\nexports.${name} = require('${toBundle}').${name};\n`);
}

// n8n finds an icon and a codex file beside the class, at the paths that the sources name.
const isAsset = (path) => ['', '.json', '.svg'].includes(extname(path));
for (const folder of ['nodes', 'icons']) {
	cpSync(join(root, folder), join(building, folder), { recursive: true, filter: isAsset });
}
rmSync(dist, { recursive: true, force: true });
renameSync(building, dist);
