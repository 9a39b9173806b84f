import type { Client } from '@connectrpc/connect';
import { openSocket } from '../http';
import { describePubSub, type PubSubService } from './messages';

export interface Connection {
	client: Client<PubSubService>;
	close(): void;
}

/** HTTP/2 pings find a connection that a firewall has dropped without a word. */
const PINGS = { pingIntervalMs: 60_000, pingTimeoutMs: 15_000, pingIdleConnection: true };

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
	// One connection a subscription: a second one would find the socket closed, and that ends the subscription's try.
	const sessionManager = new Http2SessionManager(endpoint, PINGS, {
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
