import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo, type Server as Listener, type Socket } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { type OrgState } from '../core/OrgState';
import { eventsOf } from '../events/eventsOf';
import { createHandlers } from './handlers';
import { type PubSub } from './PubSub';
import { PubSubOrg } from './PubSubOrg';
import { pubSubService } from './serviceDefinition';

export interface PubSubOptions {
	/** @default any free port */
	port?: number;
	/** Key and certificate in PEM. @default in the clear */
	tls?: { key: string; cert: string } | undefined;
}

const toCredentials = (tls: PubSubOptions['tls']) =>
	tls
		? ServerCredentials.createSsl(null, [
				{ private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) },
			])
		: ServerCredentials.createInsecure();

/** Listens by itself, and not by the library, so that connections can be torn off. */
async function listen(onSocket: (socket: Socket) => void, port = 0): Promise<Listener> {
	const listener = createServer(onSocket);
	await new Promise<void>((resolve, reject) => {
		listener.once('error', reject);
		listener.listen(port, '127.0.0.1', resolve);
	});
	return listener;
}

function createHandle(
	state: PubSubOrg,
	sockets: ReadonlySet<Socket>,
	endpoint: string,
	drop: () => void,
): PubSub {
	const { faults, open, org, calls } = state;
	const log = eventsOf(org);
	return {
		endpoint,
		calls,
		addFault: (fault) => faults.add(fault),
		clearFaults: () => faults.clear(),
		get streams() {
			return open.size;
		},
		get connections() {
			return sockets.size;
		},
		get delivered() {
			return state.delivered;
		},
		endStreams() {
			for (const subscription of open) subscription.end();
		},
		dropConnections: drop,
		redeliver(channel, eventUuid) {
			const event = log.read(channel).findLast((candidate) => candidate.eventUuid === eventUuid);
			if (!event) throw new Error(`There is no event ${eventUuid} on ${channel}`);
			log.publish([channel], eventUuid, event.payload, event.rows);
		},
		publishRaw(channel, raw, schemaId) {
			log.publish([channel], randomUUID(), { raw, schemaId });
		},
	};
}

/** Serves an org's events by the Pub/Sub API, on loopback, until the org closes. */
export async function servePubSub(org: OrgState, options: PubSubOptions = {}): Promise<PubSub> {
	const state = new PubSubOrg(org);
	const sockets = new Set<Socket>();
	const drop = () => {
		for (const socket of sockets) socket.destroy();
	};
	const server = new Server({ 'grpc.max_receive_message_length': 4 * 1024 * 1024 });
	server.addService(pubSubService, createHandlers(state, drop));
	const injector = server.createConnectionInjector(toCredentials(options.tls));
	const listener = await listen((socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
		injector.injectConnection(socket);
	}, options.port);
	org.onClose(async () => {
		for (const subscription of state.open) subscription.end();
		await new Promise((resolve) => setTimeout(resolve, 5));
		server.forceShutdown();
		drop();
		await new Promise<void>((resolve) => listener.close(() => resolve()));
	});
	const { port } = listener.address() as AddressInfo;
	const scheme = options.tls ? 'https' : 'http';
	return createHandle(state, sockets, `${scheme}://127.0.0.1:${port}`, drop);
}
