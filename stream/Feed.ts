import type { MessageInitShape } from '@bufbuild/protobuf';
import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import type { Timing } from '../http';
import type { Connection } from './connection';
import type { FetchRequest, FetchResponse } from './messages';
import { PubSubError } from './PubSubError';
import { Queue } from './Queue';

type Request = MessageInitShape<GenMessage<FetchRequest>>;

/** Salesforce sends something within 270 s, even if it is only the channel's position. */
const SILENCE_MS = 300_000;

/** One `Subscribe` call while it is open: asks for events, and passes on what comes. */
export class Feed {
	/** Events asked for that haven't come. */
	credit = 0;
	/** Events that came and that nobody has taken yet. */
	unread = 0;
	/** Whether anything has come. */
	hasAnswered = false;
	private readonly requests = new Queue<Request>();
	private readonly responses = new Queue<FetchResponse>();
	private readonly ending = new AbortController();
	private lastSign: number;

	constructor(
		connection: Connection,
		headers: Record<string, string>,
		private readonly timing: Timing,
	) {
		this.lastSign = timing.now();
		const { signal } = this.ending;
		const stream = connection.client.subscribe(this.requests, { headers, signal });
		void this.receive(stream).then(
			() => this.responses.end(),
			(error: unknown) => this.responses.end(error),
		);
	}

	private async receive(stream: AsyncIterable<FetchResponse>): Promise<void> {
		for await (const response of stream) {
			this.hasAnswered = true;
			this.lastSign = this.timing.now();
			this.credit = Math.max(0, this.credit - response.events.length);
			this.unread += response.events.length;
			this.responses.push(response);
		}
	}

	/** Asks for more events, so many. The other settings of the first request hold for the whole call. */
	ask(numRequested: number, first: Request = {}): void {
		this.credit += numRequested;
		this.requests.push({ ...first, numRequested });
	}

	/**
	 * The next answer; `undefined` if the server has closed the stream normally.
	 *
	 * @throws PubSubError `SILENCE` if nothing came for 300 seconds; the error that the call ended with
	 */
	async next(): Promise<FetchResponse | undefined> {
		while (this.responses.isEmpty) {
			const left = this.lastSign + SILENCE_MS - this.timing.now();
			if (left <= 0) {
				throw new PubSubError('SILENCE', 'again', 'Salesforce sent nothing for 300 seconds');
			}
			await this.untilReady(left);
		}
		return await this.responses.next();
	}

	private async untilReady(milliseconds: number): Promise<void> {
		const { signal } = this.timing;
		signal?.throwIfAborted();
		const waiting = new AbortController();
		const stop = () => waiting.abort();
		signal?.addEventListener('abort', stop, { once: true });
		const sleeping = this.timing.sleep(milliseconds, waiting.signal).catch(() => undefined);
		await Promise.race([this.responses.untilReady(), sleeping]);
		waiting.abort();
		signal?.removeEventListener('abort', stop);
		signal?.throwIfAborted();
	}

	close(): void {
		this.requests.end();
		this.ending.abort();
	}
}
