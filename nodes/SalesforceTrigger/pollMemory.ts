/** What polls of one node remember in this process, in addition to the static data that n8n keeps for them. */
export interface PollMemory<Kept> {
	/**
	 * Runs a poll unless one of the same node is still running. n8n starts the next poll while a slow one runs, and
	 * both would read from the same cursor.
	 *
	 * @returns `undefined` if it was not run
	 */
	runAlone<Result>(node: string, poll: () => Promise<Result>): Promise<Result | undefined>;
	recall(node: string): Kept | undefined;
	keep(node: string, kept: Kept): void;
}

/** Nodes that are remembered. A process with more active triggers looks some things up again. */
const CAPACITY = 1_000;

/** @param capacity nodes remembered; those polled longest ago are forgotten first */
export function createPollMemory<Kept>(capacity = CAPACITY): PollMemory<Kept> {
	const running = new Set<string>();
	const kept = new Map<string, Kept>();
	return {
		async runAlone(node, poll) {
			if (running.has(node)) return undefined;
			running.add(node);
			try {
				return await poll();
			} finally {
				running.delete(node);
			}
		},
		recall: (node) => kept.get(node),
		keep(node, value) {
			kept.delete(node);
			kept.set(node, value);
			const [oldest] = kept.keys();
			if (kept.size > capacity && oldest !== undefined) kept.delete(oldest);
		},
	};
}
