/** What is kept of a channel between activations. Plain JSON, for n8n's static data. */
export interface KeptChannel {
	/** n8n has everything up to here. */
	position?: string;
	/** When the trigger was activated first, epoch milliseconds; counts until there is a position. */
	since?: number;
	/** How many events each execution had that began after the position. */
	batches?: number[];
}

interface Step {
	position: string;
	isDone: boolean;
	/** Events of the execution that ends here; 0 if there is none. */
	events: number;
}

/**
 * How far n8n has received the events of a channel. Executions end in any order. The position moves only past
 * events that have ended, together with all before them, so that after a stop the events that n8n may not have are
 * read again. The deduplication key prevents them from running twice.
 */
export class Handover {
	private steps: Step[] = [];

	/**
	 * @param reached what was kept before
	 * @param save keeps the new state
	 */
	constructor(
		private reached: KeptChannel,
		private readonly save: (kept: KeptChannel) => void,
	) {}

	/** Nothing for n8n up to here. */
	pass(position: string): void {
		const last = this.steps.at(-1);
		if (last?.isDone && last.events === 0) last.position = position;
		else this.steps.push({ position, isDone: true, events: 0 });
		this.settle();
	}

	/** An execution begins. Call what is answered when n8n has it. */
	begin(position: string, events: number): () => void {
		const step: Step = { position, isDone: false, events };
		this.steps.push(step);
		this.settle();
		return () => {
			step.isDone = true;
			this.settle();
		};
	}

	private settle(): void {
		const open = this.steps.findIndex(({ isDone }) => !isDone);
		const done = open < 0 ? this.steps : this.steps.slice(0, open);
		this.steps = open < 0 ? [] : this.steps.slice(open);
		const last = done.at(-1);
		if (last) this.reached = { position: last.position };
		const batches = this.steps.flatMap(({ events }) => (events > 0 ? [events] : []));
		this.save({ ...this.reached, ...(batches.length > 0 && { batches }) });
	}
}
