import { Queue } from './Queue';
import { type Signal, subscribe, type SubscribeOptions } from './subscribe';

/** How many signals are kept for members that are a little behind. */
const KEPT = 100;
/** How long, in all, a member may hold up others that have nothing left to do. */
const PATIENCE_MS = 10_000;

type MemberOptions = Pick<SubscribeOptions, 'batch' | 'log' | 'onOpen' | 'timing'>;

/** As another member needs it. */
const again = (signal: Signal): Signal =>
	signal.kind === 'event' ? { ...signal, event: signal.again() } : signal;

/** One of those who follow a stream. */
interface Member {
	options: MemberOptions;
	queue: Queue<Signal>;
	/** Signals in the queue. */
	waiting: number;
	heldUpMs: number;
}

/**
 * One subscription for several members. It is as fast as the slowest member. If the others wait too long for that
 * member, it leaves: its signals here end, and it continues with its own subscription.
 */
export class SharedStream {
	isOver = false;
	private isOpen = false;
	/** The last signals, with none left out between them. */
	private kept: Signal[] = [];
	private readonly members = new Set<Member>();
	private readonly ending = new AbortController();
	/** Called when a member has taken a signal, has come or gone. */
	private wake = () => {};

	/** @param onOver called when no one can join any longer */
	constructor(
		private readonly options: SubscribeOptions,
		private readonly onOver: () => void,
	) {}

	/** Whether it can continue after that position. */
	holds(position: string | undefined): boolean {
		return !this.isOver && this.kept.some((signal) => signal.position === position);
	}

	/** What comes after a position that it holds; without one, what comes from now on. Throws the error that ends the stream. */
	async *join(options: MemberOptions, position?: string): AsyncGenerator<Signal, void> {
		const from = this.kept.findLastIndex((signal) => signal.position === position) + 1;
		const missed = position === undefined ? [] : this.kept.slice(from);
		const member: Member = { options, queue: new Queue(), waiting: 0, heldUpMs: 0 };
		const { signal } = options.timing;
		const leave = () => this.remove(member);
		signal?.addEventListener('abort', leave, { once: true });
		for (const one of missed) this.give(member, again(one));
		const isFirst = this.members.size === 0;
		this.members.add(member);
		if (isFirst) void this.run();
		else this.wake();
		if (this.isOpen) options.onOpen?.();
		try {
			for await (const one of member.queue) {
				if (signal?.aborted) return;
				yield one;
				member.waiting -= 1;
				if (member.waiting === 0) member.heldUpMs = 0;
				this.wake();
			}
		} finally {
			signal?.removeEventListener('abort', leave);
			leave();
		}
	}

	private give(member: Member, signal: Signal): void {
		member.waiting += 1;
		member.queue.push(signal);
	}

	private remove(member: Member): void {
		member.queue.end();
		if (!this.members.delete(member)) return;
		if (this.members.size === 0) this.end();
		this.wake();
	}

	private end(error?: unknown): void {
		if (this.isOver) return;
		this.isOver = true;
		this.onOver();
		this.ending.abort();
		for (const { queue } of this.members) queue.end(error);
		this.members.clear();
	}

	private async run(): Promise<void> {
		const { signal } = this.ending;
		try {
			const signals = subscribe({
				...this.options,
				timing: { ...this.options.timing, signal },
				log: (message) => this.members.forEach(({ options }) => options.log?.(message)),
				onOpen: () => {
					this.isOpen = true;
					for (const { options } of this.members) options.onOpen?.();
				},
			});
			for (;;) {
				await this.untilRoom();
				const { value: one, done } = await signals.next();
				if (done) break;
				this.keep(one);
				// Workflows may change what they get: each has its own.
				let isTaken = false;
				for (const member of this.members) {
					this.give(member, isTaken ? again(one) : one);
					isTaken = true;
				}
			}
			this.end();
		} catch (error) {
			this.end(error);
		}
	}

	private keep(signal: Signal): void {
		// After these there may be a gap for members with another beginning.
		const isGap = signal.kind === 'lost' || 'isPassedOver' in signal;
		if (isGap) this.kept = [];
		else this.kept.push(signal);
		if (this.kept.length > KEPT) this.kept.shift();
	}

	/** One that is alone takes signals one by one: no more is asked for than it takes. */
	private isFull({ waiting, options: { batch = 100 } }: Member): boolean {
		return waiting >= (this.members.size === 1 ? 1 : batch);
	}

	/** Waits until all members have room. One that lets others wait for too long is sent away. */
	private async untilRoom(): Promise<void> {
		const { now, sleep } = this.options.timing;
		for (;;) {
			const slow = [...this.members].filter((member) => this.isFull(member));
			if (slow.length === 0) return;
			const isHeldUp = [...this.members].some(({ waiting }) => waiting === 0);
			const patience = PATIENCE_MS - Math.max(...slow.map(({ heldUpMs }) => heldUpMs));
			if (isHeldUp && patience <= 0) {
				for (const member of slow) if (member.heldUpMs >= PATIENCE_MS) this.remove(member);
				continue;
			}
			const taken = new Promise<void>((resolve) => (this.wake = resolve));
			if (!isHeldUp) {
				await taken;
				continue;
			}
			const since = now();
			const waiting = new AbortController();
			await Promise.race([taken, sleep(patience, waiting.signal).catch(() => undefined)]);
			waiting.abort();
			for (const member of slow) member.heldUpMs += now() - since;
		}
	}
}
