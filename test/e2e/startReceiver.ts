import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
	headers: Record<string, string | string[] | undefined>;
	body: Record<string, unknown>;
}

export interface Receiver {
	url: string;
	/** What was taken, in the order of its arrival. */
	received: Received[];
	/** What was refused. */
	refused: Received[];
	close(): Promise<void>;
}

/**
 * Another system that changes are handed on to.
 *
 * @param refuses tells for each request whether it is answered with 503
 */
export async function startReceiver(refuses: (request: Received) => boolean): Promise<Receiver> {
	const received: Received[] = [];
	const refused: Received[] = [];
	const server = createServer((request, response) => {
		let text = '';
		request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
		request.on('end', () => {
			const body = JSON.parse(text) as Record<string, unknown>;
			const one: Received = { headers: request.headers, body };
			const isRefused = refuses(one);
			(isRefused ? refused : received).push(one);
			response.statusCode = isRefused ? 503 : 204;
			response.end();
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/changes`,
		received,
		refused,
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
