/** What goes wrong with a request on purpose. */
export interface Fault {
	/** Which requests; all where left out. A string is looked for in the path. */
	match?: { method?: string; path?: RegExp | string };
	/** How many matching requests it hits. @default 1 */
	times?: number;
	/** How many matching requests pass unharmed before. @default 0 */
	after?: number;
	/** Answers this status instead of doing anything. */
	status?: number;
	/** Body of that answer: a string as it is, anything else as JSON. */
	body?: unknown;
	/** Headers of that answer, e.g. `Retry-After`. */
	headers?: Record<string, string>;
	/** Closes the connection before the request takes effect. */
	dropBefore?: boolean;
	/** Does the work, then closes the connection without an answer. */
	dropAfter?: boolean;
	/** Does the work, then sends half of the body and closes the connection. */
	truncate?: boolean;
	/** Waits before answering. */
	delayMs?: number;
	/**
	 * Never answers, so that the client's own timeout ends the request. When it hangs up, the request was carried
	 * out (`done`) or not (`ignored`).
	 */
	silent?: 'done' | 'ignored';
	/** Refuses like a row that another transaction holds. */
	lockRow?: boolean;
	/** Of a collection, so many rows are held by another transaction; the others are saved. */
	lockRows?: number;
	/** Ends all sessions right before the request is looked at. */
	revokeSessions?: boolean;
	/** Somebody else logs in as the same user right before the request is looked at. */
	newerLogin?: boolean;
}

interface Armed {
	fault: Fault;
	passes: number;
	left: number;
}

/** The faults waiting for their requests. */
export class FaultTable {
	private armed: Armed[] = [];

	add(fault: Fault): void {
		this.armed.push({ fault, passes: fault.after ?? 0, left: fault.times ?? 1 });
	}

	clear(): void {
		this.armed = [];
	}

	/** Faults that wait, with how many requests they still hit. */
	list(): { fault: Fault; left: number }[] {
		return this.armed.map(({ fault, left }) => ({ fault, left }));
	}

	/** The fault that hits this request, counted down. */
	take(method: string, path: string): Fault | undefined {
		for (const entry of this.armed) {
			if (!matches(entry.fault, method, path)) continue;
			if (entry.passes > 0) {
				entry.passes--;
				continue;
			}
			if (--entry.left <= 0) this.armed = this.armed.filter((other) => other !== entry);
			return entry.fault;
		}
		return undefined;
	}
}

function matches({ match }: Fault, method: string, path: string): boolean {
	if (match?.method !== undefined && match.method.toUpperCase() !== method) return false;
	if (match?.path === undefined) return true;
	return typeof match.path === 'string' ? path.includes(match.path) : match.path.test(path);
}
