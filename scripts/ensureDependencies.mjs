import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const OLDEST_NODE = [20, 19];
const NO_NETWORK = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/;

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

/** Runs `npm ci` in the project; resolves to its exit code and what it said. A signal to this process ends it too. */
function installProject() {
	const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
	const npm = process.env.npm_execpath;
	const [file, ...rest] =
		npm && basename(npm) === 'npm-cli.js' ? [process.execPath, npm, ...args] : ['npm', ...args];
	const windowsShell = process.platform === 'win32' && file === 'npm';
	const child = spawn(file, rest, { cwd: root, shell: windowsShell });
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
	const end = (signal) => {
		child.kill(signal);
		console.error(
			'\nInterrupted while installing dependencies; the next start installs them anew.',
		);
		process.exitCode = 130;
	};
	for (const signal of signals) process.on(signal, end);
	let said = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text) => (said += text));
	}
	return new Promise((resolve) => {
		child.on('error', (error) => resolve({ code: 1, said: error.message }));
		child.on('close', (code) => resolve({ code, said }));
	}).finally(() => {
		for (const signal of signals) process.off(signal, end);
		if (process.exitCode === 130) process.exit();
	});
}

/** Whether node_modules holds what package-lock.json names: npm keeps its own list there, written last. */
function isProjectInstalled() {
	const installedList = join(root, 'node_modules', '.package-lock.json');
	if (!existsSync(installedList)) return false;
	const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
	const installed = read(installedList);
	return Object.entries(read(join(root, 'package-lock.json'))).every(
		([path, { version, optional }]) =>
			path === '' || installed[path]?.version === version || (optional && !installed[path]),
	);
}

/**
 * Installs the project's own dependencies where they are missing or the lock has changed.
 * npm runs no `pre` scripts here (.npmrc), so every command calls this itself.
 */
export async function ensureDependencies() {
	if (isProjectInstalled()) return;
	console.error('Installing dependencies (about 10 seconds) ...');
	const { code, said } = await installProject();
	if (code === 0) return;
	console.error(said.trim());
	console.error(
		NO_NETWORK.test(said)
			? "The dependencies could not be installed: npm can't reach its registry. Check the network and start again."
			: 'The dependencies could not be installed; npm said why above. Nothing was started.',
	);
	process.exit(1);
}
