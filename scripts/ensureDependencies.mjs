import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const OLDEST_NODE = [20, 19];

/** Ends the process with one line where this Node is older than the package supports. */
export function ensureNode() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	const [oldestMajor, oldestMinor] = OLDEST_NODE;
	if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
	console.error(
		`This needs Node ${OLDEST_NODE.join('.')} or newer; this is Node ${process.versions.node}.`,
	);
	process.exit(1);
}

/**
 * Installs the project's own dependencies where they are missing or the lock has changed.
 * npm runs no `pre` scripts here (.npmrc), so every command calls this itself.
 */
export function ensureDependencies() {
	const lock = createHash('sha256')
		.update(readFileSync(join(root, 'package-lock.json')))
		.digest('hex');
	const marker = join(root, 'node_modules', '.installed-lock');
	if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
	console.error('Installing dependencies (about 10 seconds) ...');
	const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: root,
		encoding: 'utf8',
		shell: process.platform === 'win32',
	});
	if (npm.status !== 0) {
		console.error(npm.stderr || npm.error?.message || '');
		console.error(
			'The dependencies could not be installed: npm needs its registry. Nothing was started.',
		);
		process.exit(1);
	}
	writeFileSync(marker, lock);
}
