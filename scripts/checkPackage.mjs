/**
 * Builds and packs what a release ships, and holds it to what consumers need: `node scripts/checkPackage.mjs`.
 * publint reads package.json against the files, attw resolves `./auth` as node10, CommonJS, ESM and bundlers do.
 * With `--tarball FILE` it packs nothing, and holds that one to it. With `--out DIR` the tarball stays there, beside
 * `sbom.cdx.json`, the list of all that installing it brings.
 */
import { spawnSync } from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const { values } = parseArgs({ options: { out: text, tarball: text } });
const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const staged = mkdtempSync(join(tmpdir(), 'package-'));
process.on('exit', () => rmSync(staged, { recursive: true, force: true }));

function run(file, args, cwd = root) {
	const { status, stdout } = spawnSync(file, args, {
		cwd,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'inherit'],
		maxBuffer: 64 * 1024 * 1024,
	});
	if (status === 0) return stdout;
	console.error(stdout);
	console.error(`${file} ${args.join(' ')} failed`);
	process.exit(1);
}

const runModule = (path, args, cwd) =>
	run(process.execPath, [join(root, 'node_modules', path), ...args], cwd);

function pack() {
	run(process.execPath, [join(root, 'scripts', 'build.mjs'), join(staged, 'dist')]);
	for (const file of ['package.json', 'README.md', 'LICENSE.md', 'CHANGELOG.md']) {
		cpSync(join(root, file), join(staged, file));
	}
	run('npm', ['pack', '--silent'], staged);
}

if (values.tarball === undefined) pack();
else cpSync(values.tarball, join(staged, `${manifest.name}-${manifest.version}.tgz`));
const tarball = readdirSync(staged).find((name) => name.endsWith('.tgz'));
console.log(runModule('publint/src/cli.js', [tarball, '--strict'], staged));
console.log(
	runModule('@arethetypeswrong/cli/dist/index.js', [tarball, '--format', 'ascii'], staged),
);

/**
 * The list of what ships, by npm itself. It is asked in a folder whose lockfile holds nothing else: beside
 * development packages, `npm sbom --omit=dev` leaves out what both need.
 */
function writeSbom() {
	const folder = join(staged, manifest.name);
	mkdirSync(folder);
	const { name, version, license, dependencies } = manifest;
	const shipped = { name, version, license, dependencies };
	const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
	const entries = Object.entries(lock.packages).filter(
		([path, { dev, devOptional, peer }]) => path !== '' && !dev && !devOptional && !peer,
	);
	const packages = { '': shipped, ...Object.fromEntries(entries) };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(shipped));
	writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...lock, packages }));
	return run('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'], folder);
}

if (values.out !== undefined) {
	const out = resolve(values.out);
	mkdirSync(out, { recursive: true });
	cpSync(join(staged, tarball), join(out, tarball));
	writeFileSync(join(out, 'sbom.cdx.json'), writeSbom());
	console.log(`${tarball} and sbom.cdx.json are in ${out}`);
}
