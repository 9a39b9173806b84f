import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, type Socket } from 'node:net';

export interface ListenOptions {
	/** @default any free port */
	port?: number | undefined;
	tls?: { key: string; cert: string } | undefined;
	onSocket: (socket: Socket) => void;
	onRequest: RequestListener;
}

export interface Listening {
	/** Origin, e.g. `http://127.0.0.1:49152`. */
	url: string;
	close(): Promise<void>;
}

/** Longer header blocks must reach the org, so that it can refuse them as Salesforce does. */
const MAX_HEADER_BYTES = 1024 * 1024;

/** Listens on loopback. */
export async function listen(options: ListenOptions): Promise<Listening> {
	const settings = { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: 60_000 };
	const server: Server = options.tls
		? createHttpsServer({ ...settings, ...options.tls }, options.onRequest)
		: createHttpServer(settings, options.onRequest);
	server.on(options.tls ? 'secureConnection' : 'connection', options.onSocket);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port ?? 0, '127.0.0.1', resolve);
	});
	const { port } = server.address() as AddressInfo;
	return {
		url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
		async close() {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}
