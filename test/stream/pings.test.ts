import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openConnection } from '../../stream/connection';

let server: Http2Server;
let pings = 0;
const hanging: ServerHttp2Stream[] = [];

beforeEach(async () => {
	pings = 0;
	server = createServer();
	server.on('session', (session) => session.on('ping', () => (pings += 1)));
	server.on('stream', (stream, headers) => {
		stream.on('error', () => undefined);
		const isSubscription = headers[':path']?.endsWith('/Subscribe') === true;
		// A subscription stays open; anything else is refused with gRPC's UNIMPLEMENTED.
		const status = isSubscription ? {} : { 'grpc-status': '12' };
		stream.respond(
			{ ':status': 200, 'content-type': 'application/grpc+proto', ...status },
			{ endStream: !isSubscription },
		);
		if (isSubscription) hanging.push(stream);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
});
afterEach(() => {
	vi.useRealTimers();
	for (const stream of hanging.splice(0)) stream.destroy();
	server.close();
});

/** One that is due after its session was destroyed throws in a timer, and that would end n8n. */
it('sends no HTTP/2 pings over an open subscription, however long it waits', async () => {
	const { port } = server.address() as AddressInfo;
	const connection = await openConnection(`http://127.0.0.1:${port}`);
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
	try {
		const ending = new AbortController();
		const { signal } = ending;
		const events = connection.client.subscribe((async function* () {})(), { signal });
		const waiting = events[Symbol.asyncIterator]()
			.next()
			.catch(() => undefined);
		await once(server, 'stream');
		for (let minutes = 0; minutes < 60; minutes += 1) {
			await vi.advanceTimersByTimeAsync(60_000);
		}
		// What was sent before this answer has arrived by then.
		await expect(connection.client.getTopic({ topicName: 'x' })).rejects.toMatchObject({
			code: 12,
		});
		expect(pings).toBe(0);
		ending.abort();
		await waiting;
	} finally {
		connection.close();
	}
});
