import { type Client, createClient } from '@connectrpc/connect';
import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node';
import { openSocket } from '../http';
import { PubSub } from './messages';

export interface Connection {
	client: Client<typeof PubSub>;
	close(): void;
}

/** HTTP/2 pings find a connection that a firewall has dropped without a word. */
const PINGS = { pingIntervalMs: 60_000, pingTimeoutMs: 15_000, pingIdleConnection: true };

/**
 * A connection to the Pub/Sub API, by the proxy and the authorities that requests use.
 *
 * @param endpoint an origin, as `readEndpoint` gives it
 * @throws HttpError
 */
export async function openConnection(endpoint: string): Promise<Connection> {
	const socket = await openSocket(endpoint, { protocol: 'h2' });
	// One connection a subscription: a second one would find the socket closed, and that ends the subscription's try.
	const sessionManager = new Http2SessionManager(endpoint, PINGS, {
		createConnection: () => socket,
	});
	const transport = createGrpcTransport({ baseUrl: endpoint, sessionManager });
	return {
		client: createClient(PubSub, transport),
		close() {
			sessionManager.abort();
			socket.destroy();
		},
	};
}
