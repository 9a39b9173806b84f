import type { SalesforceAuth, Session } from '../auth';
import { type Connection, openConnection } from './connection';
import { Feed } from './Feed';
import { replayPreset } from './replayPreset';
import { PubSubError } from './PubSubError';
import type { EventSchema } from './schema';
import { cachedSchema, type SchemaCache } from './schemaCache';
import type { Progress, Start, SubscribeOptions } from './subscribe';
import { readTenantId } from './tenant';
import { toPubSubError } from './toPubSubError';

const CALL_TIMEOUT_MS = 60_000;

/** How far Salesforce's clock may be behind ours: an event from before the start is better than a missing one. */
export const CLOCK_MARGIN_MS = 60_000;

interface CallOptions {
	auth: SalesforceAuth;
	endpoint: string;
	channel: string;
	schemas: SchemaCache;
	connect?: (endpoint: string) => Promise<Connection>;
}

const toHeaders = (session: Session) => ({
	accesstoken: session.accessToken,
	instanceurl: session.instanceUrl,
	tenantid: readTenantId(session),
});

/**
 * The calls of one connection. Each call asks for the session again, because it may have been renewed. A schema
 * that is already known needs no call, since events come by thousands.
 */
function createCalls(
	{ client }: Connection,
	options: CallOptions,
	tenantId: string,
	signal?: AbortSignal,
) {
	const { auth, channel, endpoint, schemas } = options;
	const settings = { timeoutMs: CALL_TIMEOUT_MS, ...(signal && { signal }) };
	const call = async () => ({
		...settings,
		headers: toHeaders(await auth({ ...(signal && { signal }) })),
	});
	return {
		readSchema: (schemaId: string): Promise<EventSchema> =>
			cachedSchema(schemas, [endpoint, tenantId, schemaId].join(' '), async () => {
				const session = await call();
				try {
					return (await client.getSchema({ schemaId }, session)).schemaJson;
				} catch (error) {
					throw toPubSubError(error);
				}
			}),
		async readTopic() {
			const topic = await client.getTopic({ topicName: channel }, await call());
			if (topic.canSubscribe) return topic;
			throw new PubSubError('NO_RIGHT', 'final', `The user may not subscribe to ${channel}`, {
				advice:
					"Give the user Read on the platform event, or 'View All' of the object whose changes it is to see.",
			});
		},
	};
}

/** The session to continue with: a new one if the last one was refused. */
async function readSession(
	{ auth, timing }: SubscribeOptions,
	progress: Progress,
): Promise<Session> {
	const { session, refusals } = progress;
	const { signal } = timing;
	const stale = refusals > 0 && session ? { staleToken: session.accessToken } : {};
	progress.session = await auth({ ...stale, ...(signal && { signal }) });
	return progress.session;
}

/** How the first request says where to start. */
function toReplay(start: Start): { replayPreset: number; replayId?: Uint8Array } {
	if (start === 'new') return { replayPreset: replayPreset.LATEST };
	if (start === 'retained' || 'since' in start) return { replayPreset: replayPreset.EARLIEST };
	return {
		replayPreset: replayPreset.CUSTOM,
		replayId: new Uint8Array(Buffer.from(start.position, 'base64')),
	};
}

/**
 * Opens a stream: looks up the topic, fetches its schema so that the first event needn't wait for it, and
 * subscribes where the last stream ended.
 *
 * @throws PubSubError for what the answer means; what the library, the login and the connection throw
 */
export async function openFeed(options: SubscribeOptions, progress: Progress) {
	const { timing, batch = 100, endpoint, channel, connect = openConnection } = options;
	const { signal } = timing;
	const opening = await readSession(options, progress);
	const connection = await connect(endpoint);
	let feed: Feed | undefined;
	const close = () => {
		feed?.close();
		connection.close();
	};
	try {
		const calls = createCalls(connection, options, readTenantId(opening), signal);
		const topic = await calls.readTopic();
		// Whatever is wrong with it concerns the events that have it.
		await calls.readSchema(topic.schemaId).catch(() => undefined);
		signal?.throwIfAborted();
		const { auth, wallClock = Date.now } = options;
		const session = await auth({ ...(signal && { signal }) });
		progress.session = session;
		feed = new Feed(connection, toHeaders(session), timing);
		const { start } = progress;
		if (typeof start === 'object' && 'since' in start) progress.since = start.since;
		feed.ask(batch, { topicName: channel, ...toReplay(start) });
		// If this stream ends before it has named a position, the next one must not miss what came meanwhile.
		if (start === 'new') progress.start = { since: wallClock() - CLOCK_MARGIN_MS };
		options.onOpen?.();
		return { feed, readSchema: (id: string) => calls.readSchema(id), close };
	} catch (error) {
		close();
		throw error;
	}
}
