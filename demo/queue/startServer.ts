import { DemoError } from '../DemoError';
import type { Lifetime } from '../lifetime';
import { startProcess } from '../processes';

const READY_TIMEOUT_MS = 60_000;
const OUTPUT_KEPT = 2_000;

export interface ServerToStart {
	/** As a person calls it. */
	name: string;
	command: [string, ...string[]];
	cwd: string;
	/** What it prints once it takes connections. */
	readyText: string;
}

/**
 * Starts a server and waits until it says that it is ready; it ends with the lifetime.
 * @throws DemoError with the last that it printed where it ends or doesn't get ready
 */
export async function startServer(
	lifetime: Lifetime,
	{ name, command: [file, ...args], cwd, readyText }: ServerToStart,
): Promise<void> {
	let output = '';
	let isReady = (): void => undefined;
	const ready = new Promise<'ready'>((resolve) => (isReady = () => resolve('ready')));
	const { child, exit } = startProcess(lifetime, file, args, {
		cwd,
		// Its words are waited for: no language but its own.
		env: { ...process.env, LC_ALL: 'C' },
		onOutput: (text) => {
			output = (output + text).slice(-OUTPUT_KEPT);
			if (output.includes(readyText)) isReady();
		},
	});
	// Only then its last words are there.
	const closed = new Promise((resolve) => child.once('close', resolve));
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<'late'>((resolve) => {
		timer = setTimeout(() => resolve('late'), READY_TIMEOUT_MS);
	});
	const outcome = await Promise.race([ready, exit, late]);
	clearTimeout(timer);
	if (outcome === 'ready') return;
	lifetime.signal.throwIfAborted();
	if (outcome !== 'late') await closed;
	const what = outcome === 'late' ? 'was not ready in time' : `ended with exit code ${outcome}`;
	throw new DemoError(`${name} ${what}. It printed:\n${output.trim()}`);
}
