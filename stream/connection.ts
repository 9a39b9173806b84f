import type { Client } from '@connectrpc/connect';
import { openSocket } from '../http';
import { describePubSub, type PubSubService } from './messages';

export interface Connection {
	client: Client<PubSubService>;
	close(): void;
}

/**
 * Milliseconds of silence until TCP probes the connection, so that no firewall forgets it. The library's own pings
 * are off: a ping that is due after the session was destroyed throws in a timer, and that ends n8n.
 */
const PROBE_AFTER_MS = 60_000;

/** The gRPC library, loaded with the first connection: n8n pays for what is loaded at its start. */
let library: Promise<Library> | undefined;

async function loadLibrary() {
	const [{ createClient }, { createGrpcTransport, Http2SessionManager }, service] =
		await Promise.all([
			import('@connectrpc/connect'),
			import('@connectrpc/connect-node'),
			describePubSub(),
		]);
	return { createClient, createGrpcTransport, Http2SessionManager, service };
}
type Library = Awaited<ReturnType<typeof loadLibrary>>;

/**
 * A connection to the Pub/Sub API, by the proxy and the authorities that requests use.
 *
 * @param endpoint an origin, as `readEndpoint` gives it
 * @throws HttpError
 */
export async function openConnection(endpoint: string): Promise<Connection> {
	const { createClient, createGrpcTransport, Http2SessionManager, service } = await (library ??=
		loadLibrary());
	const socket = await openSocket(endpoint, { protocol: 'h2' });
	socket.setKeepAlive(true, PROBE_AFTER_MS);
	// One connection a subscription: a second one would find the socket closed, and that ends the subscription's try.
	const sessionManager = new Http2SessionManager(endpoint, undefined, {
		createConnection: () => socket,
	});
	const transport = createGrpcTransport({ baseUrl: endpoint, sessionManager });
	return {
		client: createClient(service, transport),
		close() {
			sessionManager.abort();
			socket.destroy();
		},
	};
}
