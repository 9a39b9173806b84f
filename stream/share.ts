import { CLOCK_MARGIN_MS } from './openFeed';
import { RecentIds } from './RecentIds';
import { SharedStream } from './SharedStream';
import { type Signal, type Start, subscribe, type SubscribeOptions } from './subscribe';

export interface ShareOptions extends SubscribeOptions {
	/** Who subscribes: those with the same credential share a stream. */
	subscriber: string;
}

/** The streams of this process that others may join. */
const streams = new Map<string, SharedStream>();

const placeOf = ({ subscriber, endpoint, channel, onLostPosition = 'retained' }: ShareOptions) =>
	JSON.stringify([subscriber, endpoint, channel, onLostPosition]);

/** A stream that begins there and that others may join. */
function open(options: ShareOptions, start: Start): SharedStream {
	const place = placeOf(options);
	const stream = new SharedStream({ ...options, start }, () => streams.delete(place));
	streams.set(place, stream);
	return stream;
}

/** A separate stream, up to where the shared one takes over, or until that one no longer exists. */
async function* catchUp(
	options: ShareOptions,
	shared: SharedStream,
	position: () => string | undefined,
): AsyncGenerator<Signal, void> {
	for await (const signal of subscribe(options)) {
		// This signal comes again, from the shared stream or from the next one.
		if (shared.isOver || shared.holds(position())) return;
		yield signal;
	}
}

/** Where to continue after a signal. */
const startBehind = (signal: Signal): Start =>
	signal.kind === 'lost' ? signal.from : { position: signal.position };

/**
 * Like `subscribe`, but followers of the same channel with the same credential in one process share one stream,
 * because Salesforce counts events for each subscriber. A follower that begins at another position first catches up
 * with its own stream. A follower that is so slow that others wait for it continues with its own.
 *
 * @throws as `subscribe`
 */
export async function* subscribeShared(options: ShareOptions): AsyncGenerator<Signal, void> {
	const { timing, wallClock = Date.now } = options;
	const seen = new RecentIds();
	let { start } = options;
	let position = typeof start === 'object' && 'position' in start ? start.position : undefined;
	while (timing.signal?.aborted !== true) {
		const begun = wallClock();
		const known = streams.get(placeOf(options));
		const shared = known ?? open(options, start);
		const canJoin = known === undefined || known.holds(position);
		const signals = canJoin
			? shared.join(options, known && position)
			: catchUp({ ...options, start }, shared, () => position);
		for await (const signal of signals) {
			// After events that were skipped, others may see what is too old for this one.
			const isPassedOver = 'isPassedOver' in signal;
			if (!isPassedOver) start = startBehind(signal);
			position = isPassedOver || signal.kind === 'lost' ? undefined : signal.position;
			const isAgain = signal.kind === 'event' && seen.has(signal.event.id);
			if (signal.kind === 'event') seen.add(signal.event.id);
			yield isAgain ? { kind: 'position', position: signal.position } : signal;
		}
		// What is published until the next stream is open must not be missed.
		if (start === 'new') start = { since: begun - CLOCK_MARGIN_MS };
	}
}
