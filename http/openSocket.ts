import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { createAgents } from './agents';
import { toHttpError } from './toHttpError';

export interface SocketOptions {
	/** The protocol to agree on within TLS, e.g. `h2`. */
	protocol?: string;
	/** Milliseconds until the connection must be open, proxy and TLS included. @default 10,000 */
	connectTimeoutMs?: number;
}

type Open = (
	options: object,
	callback: (error: Error | null, socket?: Socket) => void,
) => Socket | undefined;

/** Ready means that bytes can go out: for TLS, once both sides have agreed. */
async function untilReady(socket: Socket): Promise<void> {
	const isTls = socket instanceof TLSSocket;
	if (!isTls && !socket.connecting) return;
	await new Promise<void>((resolve, reject) => {
		socket
			.once(isTls ? 'secureConnect' : 'connect', () => {
				socket.removeListener('error', reject);
				resolve();
			})
			.once('error', reject);
	});
}

/**
 * A connection for a protocol other than HTTP/1.1, made as requests make theirs: through the proxy that the
 * environment names, with the authorities of `NODE_EXTRA_CA_CERTS`, within the same time. The caller owns it.
 *
 * @param url `https:` for TLS, `http:` for none
 * @throws HttpError
 */
export async function openSocket(url: string, options: SocketOptions = {}): Promise<Socket> {
	const { protocol, connectTimeoutMs = 10_000 } = options;
	const { hostname, port, protocol: scheme } = new URL(url);
	const isTls = scheme === 'https:';
	const host = hostname.replace(/^\[|\]$/g, '');
	try {
		const { httpAgent, httpsAgent } = await createAgents(connectTimeoutMs)(url);
		const agent = isTls ? httpsAgent : httpAgent;
		const open = (agent as unknown as { createConnection: Open }).createConnection.bind(agent);
		const socket = await new Promise<Socket>((resolve, reject) => {
			const wanted = {
				host,
				port: port === '' ? (isTls ? 443 : 80) : Number(port),
				...(isTls && !/^[\d.]+$|:/.test(host) && { servername: host }),
				...(protocol !== undefined && { ALPNProtocols: [protocol] }),
			};
			const opened = open(wanted, (error, later) =>
				error || !later ? reject(error ?? new Error('no connection')) : resolve(later),
			);
			if (opened) resolve(opened);
		});
		await untilReady(socket);
		// It may break before its owner listens: an error that nobody hears would end the process.
		return socket.on('error', () => {});
	} catch (error) {
		throw toHttpError(error, { method: 'CONNECT', url });
	}
}
