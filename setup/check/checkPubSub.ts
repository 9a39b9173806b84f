import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { getProxyForUrl } from 'proxy-from-env';
import { refuseUsage } from '../SetupError';
import { type Finding, ok, warn } from './Finding';

const DEFAULT_ENDPOINT = 'api.pubsub.salesforce.com:7443';
/** What OpenSSL calls it where the server says so itself. */
const NO_HTTP2 = 'NO_APPLICATION_PROTOCOL';
const PATIENCE_MS = 10_000;

interface Endpoint {
	host: string;
	port: number;
}

/** @throws SetupError for what is not HOST:PORT */
export function readEndpoint(text = DEFAULT_ENDPOINT): Endpoint {
	const [, host = '', port = ''] = /^([\w.-]+):(\d{1,5})$/.exec(text) ?? [];
	if (host !== '' && Number(port) <= 65_535) return { host, port: Number(port) };
	throw refuseUsage(
		`--pub-sub takes HOST:PORT, not ${text}`,
		`The default is ${DEFAULT_ENDPOINT}.`,
	);
}

/** The name of what went wrong, as Node or OpenSSL says it. */
const codeOf = (error: unknown) =>
	(error as { code?: string }).code ?? (error as Error).message.split('\n')[0] ?? 'unknown';

function untilOpen<Connection extends Socket>(
	socket: Connection,
	event: string,
): Promise<Connection> {
	return new Promise((resolve, reject) => {
		socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer within 10 s')));
		socket.once('error', reject).once('close', () => reject(new Error('it closed the connection')));
		socket.once(event, () => resolve(socket));
	});
}

/** A way through the proxy, by CONNECT. */
async function openTunnel(proxy: URL, { host, port }: Endpoint): Promise<Socket> {
	const proxyPort = Number(proxy.port) || (proxy.protocol === 'https:' ? 443 : 80);
	const target = { host: proxy.hostname, port: proxyPort };
	const socket =
		proxy.protocol === 'https:'
			? await untilOpen(connectTls(target), 'secureConnect')
			: await untilOpen(connectTcp(target), 'connect');
	const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
	const login =
		proxy.username === ''
			? ''
			: `Proxy-Authorization: Basic ${Buffer.from(user).toString('base64')}\r\n`;
	socket.write(`CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n${login}\r\n`);
	const answer = await new Promise<Buffer>((resolve, reject) => {
		socket.once('data', resolve).once('close', () => reject(new Error('it closed the connection')));
	});
	const status = /^HTTP\/1\.\d (\d{3})/.exec(answer.toString('latin1'))?.[1];
	if (status === '200') return socket;
	socket.destroy();
	throw new Error(`the proxy answered with HTTP ${status ?? 'nothing'}`);
}

/**
 * Whether the host of the Pub/Sub API can be reached, with TLS and HTTP/2, by the way that the environment names.
 * Nothing is sent to it, since it answers nobody without a session. So the check costs nothing.
 */
export async function checkPubSub(endpoint: Endpoint): Promise<Finding> {
	const { host, port } = endpoint;
	const proxy = getProxyForUrl(`https://${host}:${port}`);
	const data = { host, port };
	let socket: Socket | undefined;
	try {
		const tunnel = proxy === '' ? {} : { socket: await openTunnel(new URL(proxy), endpoint) };
		// TLS names no address.
		const name = isIP(host) ? {} : { servername: host };
		const options = { host, port, ...name, ALPNProtocols: ['h2'], ...tunnel };
		const open = await untilOpen(connectTls(options), 'secureConnect');
		socket = open;
		if (open.alpnProtocol === 'h2') return ok('Pub/Sub', `${host}:${port} is reachable`, data);
		throw new Error(NO_HTTP2);
	} catch (error) {
		const code = codeOf(error);
		if (code.includes(NO_HTTP2)) {
			return warn('Pub/Sub', `${host}:${port} answers, but not with HTTP/2`, {
				advice: 'A proxy or firewall changes the connection. The event trigger needs HTTP/2.',
				data,
			});
		}
		return warn('Pub/Sub', `${host}:${port} can't be reached: ${code}`, {
			advice: `Only the event trigger needs it. Let this machine reach ${host} on port ${port}, and name your proxy's certificate in NODE_EXTRA_CA_CERTS if it inspects TLS.`,
			data,
		});
	} finally {
		socket?.destroy();
	}
}
