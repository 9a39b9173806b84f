import type { SalesforceAuth, Session } from '../auth';
import type { Timing } from '../http';
import type { Connection } from './connection';
import { decodeEvent, type StreamEvent } from './decodeEvent';
import { type Feed } from './Feed';
import type { ConsumerEvent } from './messages';
import { openFeed } from './openFeed';
import { PubSubError } from './PubSubError';
import { describePause, MOST_LOGINS, planPause } from './recovery';
import { RecentIds } from './RecentIds';
import type { EventSchema } from './schema';
import type { SchemaCache } from './schemaCache';
import { toPubSubError } from './toPubSubError';

/** Where to read a channel from. */
export type Start =
	/** After the event or sign of life that had this position. */
	| { position: string }
	/** What is published from now on. */
	| 'new'
	/** What Salesforce still holds, 72 hours at most. */
	| 'retained'
	/** What Salesforce still holds of what was published at that moment or later: epoch milliseconds. */
	| { since: number };

export type Signal =
	| {
			kind: 'event';
			event: StreamEvent;
			position: string;
			/** Decodes the event once more, for somebody else: a workflow may change what it gets. */
			again: () => StreamEvent;
	  }
	/** An event that can't be read. */
	| { kind: 'bad'; id: string; position: string; error: PubSubError }
	/**
	 * How far the channel has been read: up to here nothing concerns us. `isPassedOver` if an event was here that
	 * is too old or that has come before.
	 */
	| { kind: 'position'; position: string; isPassedOver?: true }
	/** Salesforce no longer knows the position; events may be missing, or come again. */
	| { kind: 'lost'; position: string; from: 'new' | 'retained'; error: PubSubError };

export interface SubscribeOptions {
	auth: SalesforceAuth;
	/** As `readEndpoint` gives it. */
	endpoint: string;
	/** `/data/AccountChangeEvent`, `/event/Order_Placed__e`. */
	channel: string;
	start: Start;
	/** What to do where Salesforce no longer knows the position. @default 'retained' */
	onLostPosition?: 'retained' | 'new' | 'fail';
	/** Events that may have come and not been taken, 1 to 100: more is not asked for. @default 100 */
	batch?: number;
	timing: Timing;
	/** Epoch milliseconds. @default Date.now */
	wallClock?: () => number;
	/** Told of what passes by itself. */
	log?: (message: string) => void;
	/** Called when Salesforce has taken the subscription's first request, each time. */
	onOpen?: () => void;
	schemas: SchemaCache;
	/** @default by TLS, or in the clear to this machine */
	connect?: (endpoint: string) => Promise<Connection>;
}

/** What continues over the streams of one subscription. */
export interface Progress {
	start: Start;
	/** Streams that failed since the last answer. */
	failures: number;
	/** Of those, sessions that were refused. */
	refusals: number;
	session?: Session;
	recent: RecentIds;
	/** Events before that moment are skipped, epoch milliseconds. */
	since?: number;
}

/** When the event was published, epoch milliseconds; `undefined` if it doesn't tell. */
function momentOf({ change, fields }: StreamEvent): number | undefined {
	const moment = Date.parse(String(change?.commitTimestamp ?? fields.CreatedDate));
	return Number.isNaN(moment) ? undefined : moment;
}

const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

const lastPosition = ({ start }: Progress) =>
	typeof start === 'object' && 'position' in start ? start.position : '';

async function toSignal(
	feed: OpenFeed,
	{ event, replayId }: ConsumerEvent,
	{ channel }: SubscribeOptions,
	progress: Progress,
): Promise<Signal> {
	const position = toBase64(replayId) || lastPosition(progress);
	const { schemaId = '', payload = new Uint8Array() } = event ?? {};
	// Events without an id are still not the same.
	const id = event?.id || position;
	if (progress.recent.has(id)) {
		return { kind: 'position', position, isPassedOver: true };
	}
	const toBad = (error: unknown): Signal => {
		const reason = error instanceof Error ? error.message : String(error);
		const told = new PubSubError(
			'BAD_EVENT',
			'final',
			`An event of ${channel} can't be read: ${reason}`,
			{ advice: `Its id is ${id}, its schema ${schemaId}. The events after it are delivered.` },
		);
		return { kind: 'bad', id, position, error: told };
	};
	let schema: EventSchema;
	try {
		schema = await feed.readSchema(schemaId);
	} catch (error) {
		// Whatever else keeps the schema away says nothing of the event, which is read again.
		if (error instanceof PubSubError && error.remedy === 'final') return toBad(error);
		throw error;
	}
	try {
		const again = () => decodeEvent({ id, payload, channel }, schema);
		const decoded = again();
		const { since } = progress;
		const isOld = since !== undefined && (momentOf(decoded) ?? Infinity) < since;
		return isOld
			? { kind: 'position', position, isPassedOver: true }
			: { kind: 'event', event: decoded, position, again };
	} catch (error) {
		return toBad(error);
	}
}

export type OpenFeed = Awaited<ReturnType<typeof openFeed>>;

/** Asks for more as soon as half of what may lie about is taken, so that the server needn't wait for us. */
function topUp({ credit, unread }: Feed, batch: number): number {
	const outstanding = credit + unread;
	return outstanding <= batch / 2 ? batch - outstanding : 0;
}

/** Passes on what comes over one stream until it ends. */
async function* readFeed(
	opened: OpenFeed,
	options: SubscribeOptions,
	progress: Progress,
): AsyncGenerator<Signal, void> {
	const { feed } = opened;
	const { batch = 100, timing } = options;
	for (;;) {
		const response = await feed.next();
		if (response === undefined) return;
		const isSign = response.events.length === 0;
		if (isSign) Object.assign(progress, { failures: 0, refusals: 0 });
		for (const consumed of response.events) {
			timing.signal?.throwIfAborted();
			const signal = await toSignal(opened, consumed, options, progress);
			// Not before: an event whose schema doesn't come would be asked for once a second, forever.
			Object.assign(progress, { failures: 0, refusals: 0 });
			progress.start = { position: signal.position };
			if (consumed.event) progress.recent.add(consumed.event.id || signal.position);
			feed.unread -= 1;
			yield signal;
			const more = topUp(feed, batch);
			if (more > 0) feed.ask(more);
		}
		if (isSign && response.latestReplayId.length > 0) {
			const position = toBase64(response.latestReplayId);
			progress.start = { position };
			yield { kind: 'position', position };
		}
	}
}

/** Decides how to continue after a stream has ended. Waits, if that is needed. */
async function* recover(
	error: PubSubError,
	options: SubscribeOptions,
	progress: Progress,
): AsyncGenerator<Signal, void> {
	const { channel, timing, onLostPosition = 'retained', log } = options;
	const { start } = progress;
	progress.failures += 1;
	if (error.remedy === 'login') progress.refusals += 1;
	const isLost = error.remedy === 'position' && typeof start === 'object' && 'position' in start;
	const isHopeless =
		error.remedy === 'final' ||
		progress.refusals > MOST_LOGINS ||
		(isLost && onLostPosition === 'fail');
	if (error.remedy === 'final' || isHopeless) throw error;
	if (isLost) {
		const from = onLostPosition === 'new' ? 'new' : 'retained';
		progress.start = from;
		yield { kind: 'lost', position: start.position, from, error };
		if (progress.failures === 1) return;
	}
	const pause = planPause(error.remedy, progress.failures, timing.random());
	log?.(describePause(channel, error, pause));
	await timing.sleep(pause, timing.signal);
}

/** The error of a stream that the server closes normally. */
const closed = (channel: string) =>
	new PubSubError('CLOSED', 'again', `Salesforce closed the stream of ${channel}`);

/**
 * The events of a channel, in order, with their positions, as long as the caller takes them. A stream that ends is
 * opened again where it ended, with a new session if the old one is dead. Only as many events come as are taken: a
 * busy caller gets none. It ends when the signal of `timing` is aborted.
 * https://developer.salesforce.com/docs/platform/pub-sub-api/guide/subscribe-rpc.html
 *
 * @throws PubSubError if trying again can't help: a channel that does not exist, a permission that is missing
 */
export async function* subscribe(options: SubscribeOptions): AsyncGenerator<Signal, void> {
	const { timing, start } = options;
	const progress: Progress = { start, failures: 0, refusals: 0, recent: new RecentIds() };
	const isAborted = () => timing.signal?.aborted === true;
	while (!isAborted()) {
		let failure = closed(options.channel);
		let opened: OpenFeed | undefined;
		try {
			opened = await openFeed(options, progress);
			yield* readFeed(opened, options, progress);
		} catch (error) {
			if (isAborted()) return;
			failure = toPubSubError(error);
		} finally {
			opened?.close();
		}
		try {
			yield* recover(failure, options, progress);
		} catch (error) {
			if (isAborted()) return;
			throw error;
		}
	}
}
