import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createSend } from '../../http';
import { watchPace } from '../../http/watchPace';
import { startServer } from '../http/servers';
import { JSON_TYPE, serveAnswer } from './serveAnswer';
import { drain, failureOf } from './startHostileOrg';

describe('an answer that never comes to its end', () => {
	/** Writes a byte now and then, until nobody listens. */
	const drip = (response: ServerResponse, write: () => void) => {
		const timer = setInterval(write, 20);
		response.once('close', () => clearInterval(timer));
	};

	it('is given up while its header drips in', async () => {
		const { get } = await serveAnswer((response) => {
			const socket = response.socket!;
			socket.write('HTTP/1.1 200 OK\r\nX-Slow: ');
			drip(response, () => socket.write('x'));
		}, 300);
		expect(await failureOf(get())).toMatchObject({ code: 'RESPONSE_TIMEOUT' });
	});

	it('is given up while its body drips in, held or streamed', async () => {
		const { get } = await serveAnswer((response) => {
			response.writeHead(200, JSON_TYPE).write('{');
			drip(response, () => response.write(' '));
		}, 300);
		expect(await failureOf(get())).toMatchObject({ code: 'RESPONSE_TIMEOUT' });
		const { body } = await get({ responseType: 'stream' });
		expect(await failureOf(drain(body as Readable))).toMatchObject({ code: 'RESPONSE_TIMEOUT' });
	});

	it('is given up if it comes fast enough, but for too long to be held', async () => {
		const { get } = await serveAnswer((response) => {
			response.writeHead(200);
			drip(response, () => response.write('x'.repeat(5_000)));
		}, 300);
		expect(await failureOf(get())).toMatchObject({ code: 'RESPONSE_TIMEOUT' });
	});

	it('is waited for as long as nobody takes it: a file may wait for its turn', () => {
		const source = new Readable({ read: () => undefined });
		let gaveUp = 0;
		const periodMs = 10;
		source.pause();
		vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
		onTestFinished(() => void vi.useRealTimers());
		watchPace(source, { periodMs, longestMs: Infinity }, () => (gaveUp += 1));
		vi.advanceTimersByTime(20 * periodMs);
		expect(gaveUp).toBe(0);
		source.resume();
		vi.advanceTimersByTime(2 * periodMs);
		expect(gaveUp).toBe(1);
		source.destroy();
	});

	it('has its time from the end of the request on: a long upload is not cut', async () => {
		const arrivals = new EventEmitter();
		const server = await startServer((request, response) => {
			request.on('data', () => arrivals.emit('piece'));
			request.once('end', () => response.end('whole'));
		});
		onTestFinished(() => server.close());
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		onTestFinished(() => void vi.useRealTimers());
		async function* slowly() {
			for (let piece = 0; piece < 20; piece += 1) {
				const arrival = once(arrivals, 'piece');
				yield Buffer.alloc(1_000);
				await arrival;
				// A slow line: 20 such pauses take longer than the time that the answer has.
				vi.advanceTimersByTime(50);
			}
		}
		const send = createSend({ responseTimeoutMs: 400 });
		const body = Readable.from(slowly(), { objectMode: false });
		expect(await send({ method: 'PUT', url: server.url, body })).toMatchObject({ body: 'whole' });
	});

	it('ends at once if it is cancelled within its body', async () => {
		const { get } = await serveAnswer((response) => {
			response.writeHead(200, { 'content-length': 1_000 }).write('x');
		});
		const controller = new AbortController();
		const watching = vi.spyOn(globalThis, 'setInterval');
		onTestFinished(() => watching.mockRestore());
		const failure = failureOf(get({ signal: controller.signal }));
		// The pace of a body is watched from its beginning on.
		await vi.waitFor(() => expect(watching).toHaveBeenCalledOnce());
		controller.abort();
		expect(await failure).toMatchObject({ code: 'ABORTED' });
	});
});
