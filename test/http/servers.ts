import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';

export interface TestServer {
	url: string;
	port: number;
	/** TCP connections accepted so far. */
	connections: number;
	close(): Promise<void>;
}

async function listen(server: Server, scheme: string): Promise<TestServer> {
	const sockets = new Set<Socket>();
	const test: TestServer = {
		url: '',
		port: 0,
		connections: 0,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
	server.on('connection', (socket) => {
		test.connections += 1;
		sockets.add(socket);
		socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	test.port = (server.address() as AddressInfo).port;
	test.url = `${scheme}://127.0.0.1:${test.port}`;
	return test;
}

/** A server on loopback that answers as told. */
export const startServer = (answer: RequestListener) => listen(createServer(answer), 'http');

/** The same by TLS. */
export const startTlsServer = (
	tls: { key: string; cert: string },
	answer: RequestListener,
): Promise<TestServer> => listen(createTlsServer(tls, answer), 'https');

export interface TestProxy extends TestServer {
	/** Authorities asked for by CONNECT. */
	tunnels: string[];
	/** Proxy-Authorization headers that came with them. */
	authorizations: (string | undefined)[];
}

/** A proxy that tunnels by CONNECT, every host to `target` where one is given; or refuses with a status. */
export async function startProxy({
	target,
	refuseWith,
}: { target?: number; refuseWith?: number } = {}): Promise<TestProxy> {
	const server = createServer((_request, response) => response.writeHead(501).end());
	const seen: Pick<TestProxy, 'tunnels' | 'authorizations'> = { tunnels: [], authorizations: [] };
	server.on('connect', (request: IncomingMessage, client: Socket) => {
		seen.tunnels.push(request.url ?? '');
		seen.authorizations.push(request.headers['proxy-authorization']);
		client.on('error', () => undefined);
		if (refuseWith !== undefined) {
			client.end(`HTTP/1.1 ${refuseWith} Refused\r\n\r\n`);
			return;
		}
		const port = target ?? Number(request.url?.split(':').at(-1));
		const upstream = connect(port, '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			upstream.pipe(client).pipe(upstream);
		});
		upstream.on('error', () => client.destroy());
	});
	return Object.assign(await listen(server, 'http'), seen);
}
