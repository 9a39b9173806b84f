import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';

interface Agents {
	httpAgent: http.Agent;
	httpsAgent: https.Agent;
}

type Connect = (
	options: object,
	callback?: (error: Error | null, socket?: Socket) => void,
) => Socket | undefined;

/** Ends a connection attempt that takes too long; the system itself would wait for two minutes. */
function boundConnect<Agent extends http.Agent>(agent: Agent, timeoutMs: number): Agent {
	const bound = agent as unknown as { createConnection: Connect };
	const connect: Connect = bound.createConnection.bind(agent);
	bound.createConnection = (options, callback) => {
		const socket = connect(options, callback);
		if (!socket?.connecting) return socket;
		const giveUp = () =>
			socket.destroy(Object.assign(new Error('connect'), { code: 'CONNECT_TIMEOUT' }));
		const timer = setTimeout(giveUp, timeoutMs);
		timer.unref();
		const done = () => clearTimeout(timer);
		socket
			.once(agent instanceof https.Agent ? 'secureConnect' : 'connect', done)
			.once('close', done);
		return socket;
	};
	return agent;
}

/**
 * Agents that keep connections alive between requests. Sockets are unlimited: how many requests run
 * at once is the caller's business.
 */
export function createAgents(connectTimeoutMs: number): Agents {
	const options = { keepAlive: true, scheduling: 'lifo' } as const;
	return {
		httpAgent: boundConnect(new http.Agent(options), connectTimeoutMs),
		httpsAgent: boundConnect(new https.Agent(options), connectTimeoutMs),
	};
}
