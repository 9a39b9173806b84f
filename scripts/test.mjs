/** `npm test`: lint, types, and the unit and emulator tests; any arguments go to vitest. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies, ensureNode } from './ensureDependencies.mjs';

ensureNode();
await ensureDependencies();
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => join(root, 'node_modules', name);

const running = new Set();

// A signal to this process alone, as npm passes it on, must end the checks too.
for (const [signal, code] of [
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129],
]) {
	process.on(signal, () => {
		for (const child of running) child.kill(signal);
		process.exit(code);
	});
}

/** Runs one check with this very Node; resolves to its name where it failed. */
function check(name, file, args) {
	const started = Date.now();
	return new Promise((resolve) => {
		const child = spawn(process.execPath, [bin(file), ...args], { cwd: root, stdio: 'inherit' });
		running.add(child);
		child.on('exit', (code) => {
			running.delete(child);
			console.log(
				`${name}: ${code === 0 ? 'clean' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
			);
			resolve(code === 0 ? undefined : name);
		});
	});
}

const lint = () => check('lint', 'eslint/bin/eslint.js', ['.', '--max-warnings=0']);
const types = () => check('types', 'typescript/bin/tsc', ['-p', 'tsconfig.check.json']);
const format = () =>
	check('format', 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']);
const tests = () => check('tests', 'vitest/vitest.mjs', ['run', ...process.argv.slice(2)]);

// Two cores: the linter takes one as long as types and format take the other. The tests then have both.
const others = types().then(async (failed) => [failed, await format()]);
const failed = [await lint(), ...(await others), await tests()].filter(Boolean);
process.exit(failed.length === 0 ? 0 : 1);
