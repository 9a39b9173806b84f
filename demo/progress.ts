const HEARTBEAT_MS = 10_000;
const REDRAW_MS = 1_000;

export interface Progress {
	/** Shows that `label` is being worked on, that it still is, and how long it took. */
	step<T>(label: string, work: (note: (text: string) => void) => Promise<T>): Promise<T>;
}

export interface ProgressOptions {
	stream: { isTTY?: boolean; columns?: number; write(text: string): unknown };
	/** Epoch milliseconds. @default Date.now */
	now?: () => number;
	/** Calls `tick` again and again; gives back the way to stop. @default setInterval */
	every?: (ms: number, tick: () => void) => () => void;
}

function everyInterval(ms: number, tick: () => void): () => void {
	const timer = setInterval(tick, ms);
	return () => clearInterval(timer);
}

function formatDuration(ms: number): string {
	const seconds = ms / 1_000;
	if (seconds < 10) return `${seconds.toFixed(1)} s`;
	if (seconds < 90) return `${Math.round(seconds)} s`;
	return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** One line a step; a terminal sees it redrawn every second, a log gets a sign of life every ten. */
export function createProgress({
	stream,
	now = Date.now,
	every = everyInterval,
}: ProgressOptions): Progress {
	const rewrite = stream.isTTY === true;

	return {
		async step(label, work) {
			const started = now();
			let detail = '';
			const show = (text: string, last = false): void => {
				// A line that wraps could not be redrawn.
				const line = rewrite ? text.slice(0, (stream.columns ?? 80) - 1) : text;
				stream.write(rewrite ? `\r\u001b[2K${line}${last ? '\n' : ''}` : `${line}\n`);
			};
			const alive = (): void => {
				const passed = formatDuration(now() - started) + (detail && `, ${detail}`);
				show(rewrite ? `… ${label} (${passed})` : `    ${passed}`);
			};
			show(`… ${label}`);
			const stop = every(rewrite ? REDRAW_MS : HEARTBEAT_MS, alive);
			try {
				const result = await work((text) => (detail = text));
				show(`✓ ${label} (${formatDuration(now() - started)})`, true);
				return result;
			} catch (error) {
				show(`✗ ${label}`, true);
				throw error;
			} finally {
				stop();
			}
		},
	};
}
