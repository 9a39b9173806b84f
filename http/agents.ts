import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';

export interface Agents {
	httpAgent: http.Agent;
	httpsAgent: https.Agent;
}

/** An error with what `toHttpError` reads; no other code sees it. */
const fail = (code: string, message = code) => Object.assign(new Error(message), { code });

type Callback = (error: Error | null, socket?: Socket) => void;
type Connect = (options: object, callback: Callback) => Socket | undefined;

/**
 * Ends a connection attempt that takes too long, proxy and TLS included; the system itself would wait for
 * two minutes.
 */
function boundConnect<Agent extends http.Agent>(agent: Agent, timeoutMs: number): Agent {
	const bound = agent as unknown as { createConnection: Connect };
	const connect: Connect = bound.createConnection.bind(agent);
	bound.createConnection = (options, callback) => {
		let socket: Socket | undefined;
		let hasEnded = false;
		const timer = setTimeout(() => {
			hasEnded = true;
			if (socket) socket.destroy(fail('CONNECT_TIMEOUT'));
			else callback(fail('CONNECT_TIMEOUT'));
		}, timeoutMs);
		timer.unref();
		const done = () => clearTimeout(timer);
		const watch = (opened: Socket) => {
			socket = opened;
			const isTls = agent instanceof https.Agent;
			// A tunnel for plain http is open before anybody could listen.
			if (!isTls && !opened.connecting) done();
			opened.once(isTls ? 'secureConnect' : 'connect', done).once('close', done);
			return opened;
		};
		const returned = connect(options, (error, opened) => {
			if (hasEnded) return void opened?.destroy();
			if (error || !opened) done();
			callback(error, opened && watch(opened));
		});
		return returned && watch(returned);
	};
	return agent;
}

/** Failures between this machine and the proxy, as opposed to those after the proxy. */
function tellProxy<Agent extends http.Agent>(agent: Agent): Agent {
	const told = agent as unknown as { createConnection: Connect };
	const connect: Connect = told.createConnection.bind(agent);
	told.createConnection = (options, callback) =>
		connect(options, (error, socket) => {
			const status = /^Bad response: (\d+)$/.exec(error?.message ?? '')?.[1];
			const reason = status === undefined ? 'it could not be reached' : `HTTP ${status}`;
			callback(error && fail('PROXY_REFUSED', reason), socket);
		});
	return agent;
}

const KEPT_ALIVE = { keepAlive: true, scheduling: 'lifo' } as const;

/** Loaded with the first request, as axios is: n8n pays for what is loaded at its start. */
let environment: Promise<typeof import('proxy-from-env')> | undefined;

/** The proxy that the environment names for a URL; `undefined` for none. */
async function readProxy(url: string): Promise<string | undefined> {
	const { getProxyForUrl } = await (environment ??= import('proxy-from-env'));
	const proxy = getProxyForUrl(url);
	if (proxy === '') return undefined;
	const isWhole = Object.entries(process.env).some(
		([name, value]) => /^(https?|all)_proxy$/i.test(name) && value === proxy,
	);
	// `HTTPS_PROXY=proxy.acme.com:3128` means plain http to the proxy, as it does everywhere else.
	const whole = isWhole ? proxy : proxy.replace(/^\w+:/, 'http:');
	if (URL.canParse(whole) && ['http:', 'https:'].includes(new URL(whole).protocol)) return whole;
	throw fail('PROXY_REFUSED', 'only http and https proxies are supported');
}

async function createPair(proxy: string | undefined): Promise<Agents> {
	if (proxy === undefined) {
		return { httpAgent: new http.Agent(KEPT_ALIVE), httpsAgent: new https.Agent(KEPT_ALIVE) };
	}
	const { HttpProxyAgent, HttpsProxyAgent } = await import('hpagent');
	const options = { ...KEPT_ALIVE, proxy };
	return {
		httpAgent: tellProxy(new HttpProxyAgent(options)),
		httpsAgent: tellProxy(new HttpsProxyAgent(options)),
	};
}

/**
 * Agents that keep connections alive between requests, also through the proxy that `HTTP_PROXY`, `HTTPS_PROXY`,
 * `ALL_PROXY` and `NO_PROXY` name for a URL. Sockets are unlimited: the caller decides how many requests run at
 * once.
 */
export function createAgents(connectTimeoutMs: number): (url: string) => Promise<Agents> {
	const pools = new Map<string | undefined, Promise<Agents>>();
	const create = async (proxy: string | undefined): Promise<Agents> => {
		const { httpAgent, httpsAgent } = await createPair(proxy);
		return {
			httpAgent: boundConnect(httpAgent, connectTimeoutMs),
			httpsAgent: boundConnect(httpsAgent, connectTimeoutMs),
		};
	};
	return async (url) => {
		const proxy = await readProxy(url);
		const agents = pools.get(proxy) ?? create(proxy);
		pools.set(proxy, agents);
		return await agents;
	};
}
