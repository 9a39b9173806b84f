import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { Lifetime } from './lifetime';

const PARENT_WATCH_MS = 1_000;
/** npm passes on the signal that the terminal has sent to all: the same Ctrl-C comes twice. */
const SAME_CTRL_C_MS = 500;

/** The parent and, since npm runs a script in a shell, the parent's parent where /proc tells it. */
function findStarters(): string {
	try {
		const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
		// The command's name, in parentheses, may hold blanks; its state and its parent follow.
		const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return `${process.ppid} ${parent}`;
	} catch {
		return String(process.ppid);
	}
}

export interface SignalEnding {
	/** From now on an interruption is the regular end. */
	markUp(): void;
	/** What an interruption makes of the exit code; nothing where there was none. */
	exitCode(): number | undefined;
}

/**
 * Ends `lifetime` on Ctrl-C, SIGTERM, a closed terminal, an unforeseen error, and when the npm that
 * started this process is killed. A second Ctrl-C doesn't wait for the clean-up.
 */
export function endOnSignals(lifetime: Lifetime): SignalEnding {
	let up = false;
	let code: number | undefined;
	let since = 0;

	function interrupt(exitCode: number, reason: string): void {
		if (code !== undefined) {
			if (Date.now() - since > SAME_CTRL_C_MS) process.exit(exitCode);
			return;
		}
		since = Date.now();
		code = up ? 0 : exitCode;
		console.error(up ? '\nEnding ...' : `\n${reason}: ending everything that was started.`);
		void lifetime.end().then(() => process.exit(code));
	}

	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => interrupt(128 + constants.signals[signal], `Interrupted (${signal})`));
	}
	process.on('uncaughtException', (error) => {
		up = false;
		console.error(error);
		interrupt(1, 'Unforeseen');
	});
	if (process.env.npm_lifecycle_event) {
		const starters = findStarters();
		const watch = setInterval(() => {
			if (code === undefined && findStarters() !== starters) interrupt(1, 'npm is gone');
		}, PARENT_WATCH_MS);
		watch.unref();
	}
	return {
		markUp: () => {
			up = true;
		},
		exitCode: () => code,
	};
}
