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

// Lint and types share the cores; the tests then have the machine to themselves.
const failed = (
	await Promise.all([
		check('lint', 'eslint/bin/eslint.js', ['.', '--max-warnings=0']).then(
			async (lint) =>
				lint ??
				(await check('format', 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.'])),
		),
		check('types', 'typescript/bin/tsc', ['-p', 'tsconfig.check.json']),
	])
).filter(Boolean);
failed.push(
	...[await check('tests', 'vitest/vitest.mjs', ['run', ...process.argv.slice(2)])].filter(Boolean),
);
process.exit(failed.length === 0 ? 0 : 1);
