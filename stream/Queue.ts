/** Gives, in order, what one side puts in to the other side, which waits for it. */
export class Queue<Value> {
	private readonly values: Value[] = [];
	private ended: { error?: unknown } | undefined;
	private wake: (() => void) | undefined;

	push(value: Value): void {
		this.values.push(value);
		this.wake?.();
	}

	/** No more comes. The rest of the queue is still given, then the error thrown, if there is one. */
	end(error?: unknown): void {
		this.ended ??= error === undefined ? {} : { error };
		this.wake?.();
	}

	get isEmpty(): boolean {
		return this.values.length === 0 && this.ended === undefined;
	}

	/** Resolves once `next` will not wait. One caller at a time. */
	async untilReady(): Promise<void> {
		if (!this.isEmpty) return;
		await new Promise<void>((resolve) => (this.wake = resolve));
		this.wake = undefined;
	}

	/** The next value; `undefined` after the end. */
	async next(): Promise<Value | undefined> {
		await this.untilReady();
		const value = this.values.shift();
		if (value === undefined && this.ended && 'error' in this.ended) throw this.ended.error;
		return value;
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<Value, void> {
		for (;;) {
			const value = await this.next();
			if (value === undefined) return;
			yield value;
		}
	}
}
