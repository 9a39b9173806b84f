import type { IncomingMessage, ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { createSalesforceAuth, createSessionStore } from '../../auth';
import { createSend, createTiming, type SendOptions } from '../../http';
import { type Client, createClient } from '../../rest';
import { startServer, type TestServer } from '../http/servers';

/** What every token of a hostile org begins with. */
export const TOKEN = '00DhostileOrg00!token';

export interface HostileOrg {
	server: TestServer;
	client: Client;
	/** Requests past the login, as `METHOD path`. */
	seen: string[];
	/** Milliseconds that anybody wanted to wait; nobody does. */
	sleep: (milliseconds: number) => Promise<void>;
	waited: number[];
}

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** Answers in JSON. */
export const sendJson = (response: ServerResponse, value: unknown, status = 200): void => {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
};

/** An org that logs in as any other does, and then answers as told; closed when the test has finished. */
export async function startHostileOrg(
	answer: Answer,
	options: SendOptions = {},
): Promise<HostileOrg> {
	const seen: string[] = [];
	const server = await startServer((request, response) => {
		const url = new URL(`http://127.0.0.1${request.url ?? '/'}`);
		if (url.pathname === '/services/oauth2/token') {
			return sendJson(response, { access_token: TOKEN, instance_url: server.url });
		}
		seen.push(`${request.method} ${url.pathname}`);
		return answer(request, response, url);
	});
	onTestFinished(() => server.close());
	const send = createSend(options);
	const waited: number[] = [];
	const sleep = async (milliseconds: number) => {
		waited.push(milliseconds);
		await Promise.resolve();
	};
	const auth = createSalesforceAuth(
		{ flow: 'clientCredentials', myDomainUrl: server.url, clientId: 'key', clientSecret: 'secret' },
		{ store: createSessionStore(), send, sleep },
	);
	/** Pauses pass at once, and count all the same. */
	const now = () => performance.now() + waited.reduce((sum, milliseconds) => sum + milliseconds, 0);
	const client = createClient({ auth, send, timing: { ...createTiming(), sleep, now } });
	return { server, client, seen, sleep, waited };
}

export interface Thief {
	/** Authority of the server. */
	host: string;
	port: number;
	/** Requests that came, with what they brought. */
	caught: string[];
	connections: () => number;
}

/** A server that nobody may talk to, and that writes down who does. */
export async function startThief(): Promise<Thief> {
	const caught: string[] = [];
	const server = await startServer((request, response) => {
		caught.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
		sendJson(response, { totalSize: 0, done: true, records: [] });
	});
	onTestFinished(() => server.close());
	const { port } = server;
	return { host: `127.0.0.1:${port}`, port, caught, connections: () => server.connections };
}

/** What was thrown; fails where nothing was. */
export async function failureOf(work: Promise<unknown>): Promise<Error> {
	try {
		await work;
	} catch (error) {
		return error as Error;
	}
	throw new Error('It went well');
}

/** All that an asynchronous source gives. */
export async function drain<Value>(source: AsyncIterable<Value>): Promise<Value[]> {
	const values: Value[] = [];
	for await (const value of source) values.push(value);
	return values;
}
