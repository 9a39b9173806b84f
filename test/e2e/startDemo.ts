import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

export interface StartedDemo {
	/** The demo itself, or npm where that was asked for. */
	child: ChildProcess;
	/** Ctrl-C: a terminal sends it to all that it started. */
	pressCtrlC(): void;
	/** Resolves to the exit code and all that was printed. */
	ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
	/** Resolves once this was printed, to all that was printed until then. */
	printed(text: string): Promise<string>;
	/** The child and what it started at any depth, as far as it still lives. */
	living(): LivingProcess[];
}

export interface LivingProcess {
	pid: number;
	command: string;
}

/** The processes that inherited `mark` in their environment. Linux only. */
function markedProcesses(mark: string): LivingProcess[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.flatMap((pid) => {
			try {
				if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark)) return [];
				const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
				return [{ pid: Number(pid), command }];
			} catch {
				// It has ended meanwhile.
				return [];
			}
		});
}

const commands = {
	npm: ['npm', 'start', '--'],
	/** What npm runs: npm's shell dies of Ctrl-C first, and takes the demo's exit code with it. */
	node: [process.execPath, 'scripts/run.mjs', 'demo/start.ts'],
};

/** Starts the demo as a newcomer does, or as npm does where the exit code after a signal matters. */
export function startDemo(
	args: string[],
	{ by = 'node', env = {} }: { by?: keyof typeof commands; env?: Record<string, string> } = {},
): StartedDemo {
	const mark = `DEMO_MARK_${randomUUID()}`;
	const [file, ...first] = commands[by] as [string, ...string[]];
	const child = spawn(file, [...first, ...args], {
		cwd: root,
		detached: true,
		env: { ...process.env, ...env, DEMO_MARK: mark },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let stdout = '';
	let stderr = '';
	const watchers = new Set<() => void>();
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		stdout += text;
		for (const watcher of watchers) watcher();
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
		for (const watcher of watchers) watcher();
	});
	const ended = new Promise<Awaited<StartedDemo['ended']>>((resolve) => {
		child.once('close', (code) => resolve({ code, stdout, stderr }));
	});
	return {
		child,
		pressCtrlC: () => process.kill(-(child.pid as number), 'SIGINT'),
		ended,
		printed: (text) =>
			new Promise((resolve, reject) => {
				const watcher = (): void => {
					const all = stderr + stdout;
					if (!all.includes(text)) return;
					watchers.delete(watcher);
					resolve(all);
				};
				watchers.add(watcher);
				watcher();
				void ended.then(() => reject(new Error(`"${text}" never came:\n${stderr}${stdout}`)));
			}),
		living: () => markedProcesses(mark),
	};
}
