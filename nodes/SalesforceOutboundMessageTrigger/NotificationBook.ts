import type { IDataObject } from 'n8n-workflow';

/** Kept by n8n, of one trigger, across restarts. Salesforce sends for 24 hours what was not acknowledged. */
const KEPT = 1_000;
/** Kept by the process, of one trigger. */
const REMEMBERED = 50_000;
/** Triggers that are remembered. Those that got a message longest ago are forgotten first. */
const TRIGGERS = 1_000;

interface Memory {
	/** Notifications that are being processed. */
	running: Set<string>;
	/** Those that are done, oldest first. */
	done: Set<string>;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** One text: n8n watches every object within its static data. */
const readKept = ({ seen }: IDataObject): string[] =>
	isText(seen) ? seen.split(' ').filter((name) => name !== '') : [];

function remember(done: Set<string>, these: readonly string[]): void {
	for (const name of these) {
		done.delete(name);
		done.add(name);
	}
	for (const name of done) {
		if (done.size <= REMEMBERED) return;
		done.delete(name);
	}
}

/** What happens to the notifications of one message. */
export interface Entry {
	/** The notifications, of those asked for, that nobody has processed. */
	fresh: ReadonlySet<string>;
	/** Whether others are being processed at this moment. */
	isBusy: boolean;
	/** Marks the fresh ones as being processed from now on. */
	begin(): void;
	/**
	 * Writes into the static data which notifications are done, and these. Call it when nothing can fail any more,
	 * because n8n saves the static data whatever this node answers.
	 */
	keep(these: readonly string[]): void;
	/** The work is over; only these are done, others may come again. */
	end(done: readonly string[]): void;
}

/**
 * Remembers which notifications each trigger has had. Those that are done are in n8n's static data, for a restart.
 * All are also in the process, because two messages at the same time overwrite each other's static data.
 */
export class NotificationBook {
	private readonly memories = new Map<string, Memory>();

	/**
	 * @param trigger names the trigger in the process
	 * @param kept the trigger's static data; n8n saves it once it has the execution, before it answers
	 * @param asked the keys of the notifications, without blanks in them
	 */
	open(trigger: string, kept: IDataObject, asked: readonly string[]): Entry {
		const { running, done } = this.recall(trigger);
		for (const name of readKept(kept)) if (!done.has(name)) done.add(name);
		const fresh = new Set(asked.filter((name) => !done.has(name) && !running.has(name)));
		return {
			fresh,
			isBusy: asked.some((name) => running.has(name)),
			begin() {
				for (const name of fresh) running.add(name);
			},
			keep(these) {
				kept.seen = [...[...done].slice(-KEPT), ...these].slice(-KEPT).join(' ');
			},
			end(these) {
				for (const name of fresh) running.delete(name);
				remember(done, these);
			},
		};
	}

	private recall(trigger: string): Memory {
		const known = this.memories.get(trigger) ?? { running: new Set(), done: new Set() };
		this.memories.delete(trigger);
		this.memories.set(trigger, known);
		const [oldest] = this.memories.keys();
		if (this.memories.size > TRIGGERS && oldest !== undefined) this.memories.delete(oldest);
		return known;
	}
}
