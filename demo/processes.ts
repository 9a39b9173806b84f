import { spawn, type ChildProcess } from 'node:child_process';
import { basename } from 'node:path';
import { CommandError } from './DemoError';
import type { Lifetime } from './lifetime';

const POSIX = process.platform !== 'win32';
const PATIENCE_MS = 5_000;
const OUTPUT_KEPT = 20_000;

export interface ProcessOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	/** Adds a channel whose closing tells the child that this process is gone. */
	channel?: boolean;
	/** Each piece of output, stdout and stderr alike. */
	onOutput?: (text: string) => void;
}

/** Sends a signal to the child and to all that it started. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined) return;
	try {
		if (POSIX) process.kill(-child.pid, signal);
		else spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
	} catch {
		// Gone already.
	}
}

/** Resolves to the exit code, 1 where a signal or a failed start ended the child. */
function exited(child: ChildProcess): Promise<number> {
	if (child.exitCode !== null) return Promise.resolve(child.exitCode);
	if (child.signalCode !== null) return Promise.resolve(1);
	return new Promise((resolve) => {
		child.once('error', () => resolve(1));
		child.once('exit', (code) => resolve(code ?? 1));
	});
}

async function stop(child: ChildProcess): Promise<void> {
	signalGroup(child, 'SIGTERM');
	const impatience = setTimeout(() => signalGroup(child, 'SIGKILL'), PATIENCE_MS);
	await exited(child);
	clearTimeout(impatience);
}

/**
 * Starts a process in a group of its own, so that Ctrl-C reaches it only through `lifetime`,
 * which ends the whole group.
 */
export function startProcess(
	lifetime: Lifetime,
	file: string,
	args: string[],
	options: ProcessOptions = {},
): { child: ChildProcess; exit: Promise<number> } {
	lifetime.signal.throwIfAborted();
	const child = spawn(file, args, {
		cwd: options.cwd,
		env: options.env ?? process.env,
		detached: POSIX,
		stdio: ['ignore', 'pipe', 'pipe', ...(options.channel ? (['ipc'] as const) : [])],
	});
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding('utf8').on('data', (text: string) => options.onOutput?.(text));
	}
	const killNow = (): void => signalGroup(child, 'SIGKILL');
	process.once('exit', killNow);
	const forget = lifetime.onEnd(() => stop(child));
	const exit = exited(child).then((code) => {
		// What the child has started must not outlive it.
		killNow();
		process.off('exit', killNow);
		forget();
		return code;
	});
	return { child, exit };
}

/**
 * Runs a command to its end and resolves to what it printed.
 * @throws CommandError with the last of its output where it fails
 */
export async function runCommand(
	lifetime: Lifetime,
	[file, ...args]: [string, ...string[]],
	options: ProcessOptions = {},
): Promise<string> {
	let output = '';
	const { exit } = startProcess(lifetime, file, args, {
		...options,
		onOutput: (text) => {
			output = (output + text).slice(-OUTPUT_KEPT);
			options.onOutput?.(text);
		},
	});
	const code = await exit;
	lifetime.signal.throwIfAborted();
	if (code !== 0) throw new CommandError(output.trim() || `${file} ended with exit code ${code}.`);
	return output;
}

/** npm with these arguments: the one that started this process, which needs no shell on Windows either. */
export function npmCommand(args: string[]): [string, ...string[]] {
	const npm = process.env.npm_execpath;
	return npm && basename(npm) === 'npm-cli.js'
		? [process.execPath, npm, ...args]
		: [POSIX ? 'npm' : 'npm.cmd', ...args];
}
