type Cleanup = () => void | Promise<void>;

/** What was started and must be ended, in reverse order, however this process ends. */
export interface Lifetime {
	/** Aborted once ending has begun. */
	readonly signal: AbortSignal;
	/** Registers what undoes a start; gives back the way to forget it again. */
	onEnd(cleanup: Cleanup): () => void;
	/** Ends everything, once; every caller waits for the same ending. */
	end(): Promise<void>;
}

/** An empty lifetime. A clean-up that throws doesn't keep the others from running. */
export function createLifetime(): Lifetime {
	const cleanups = new Set<Cleanup>();
	const aborter = new AbortController();
	let ending: Promise<void> | undefined;

	async function endAll(): Promise<void> {
		aborter.abort();
		for (const cleanup of [...cleanups].reverse()) {
			try {
				await cleanup();
			} catch {
				// The rest must still be ended, and there is nobody left to tell.
			}
		}
		cleanups.clear();
	}

	return {
		signal: aborter.signal,
		onEnd(cleanup) {
			cleanups.add(cleanup);
			return () => cleanups.delete(cleanup);
		},
		end: () => (ending ??= endAll()),
	};
}
