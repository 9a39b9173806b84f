import type { RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createSend, type HttpError, type HttpRequest, type SendOptions } from '../../http';
import { startServer, type TestServer } from './servers';

const running: TestServer[] = [];
afterEach(async () => {
	await Promise.all(running.splice(0).map((server) => server.close()));
});

async function serve(answer: RequestListener, options: SendOptions = {}) {
	const server = await startServer(answer);
	running.push(server);
	const send = createSend(options);
	const get = (request: Partial<HttpRequest> = {}) =>
		send({ method: 'GET', url: `${server.url}/path`, ...request });
	return { server, send, get };
}

const failure = (sending: Promise<unknown>) =>
	sending.then(
		() => expect.fail('it was answered'),
		(error: unknown) => error as HttpError,
	);

describe('an answer', () => {
	it.each([200, 204, 302, 401, 404, 500, 503])('of status %d resolves', async (status) => {
		const { get } = await serve((_, response) => response.writeHead(status).end());
		expect(await get()).toMatchObject({ status });
	});

	it('in JSON is parsed, whatever the charset or vendor type', async () => {
		const types = ['application/json;charset=UTF-8', 'application/problem+json', 'text/json'];
		const { get } = await serve((_, response) =>
			response.writeHead(200, { 'Content-Type': types.shift() ?? '' }).end('{"a":[1]}'),
		);
		for (let i = 0; i < 3; i += 1) expect((await get()).body).toEqual({ a: [1] });
	});

	it('that says JSON and is none, or is none at all, is given as text', async () => {
		const { get } = await serve((request, response) =>
			response
				.writeHead(200, {
					'Content-Type': request.headers.accept === 'x' ? 'text/plain' : 'application/json',
				})
				.end('{"cut'),
		);
		expect((await get()).body).toBe('{"cut');
		expect((await get({ headers: { Accept: 'x' } })).body).toBe('{"cut');
	});

	it('in gzip is asked for and unpacked', async () => {
		const { get } = await serve((request, response) => {
			const type = { 'Content-Type': 'application/json' };
			if (!request.headers['accept-encoding']?.includes('gzip')) return response.end();
			response.writeHead(200, { ...type, 'Content-Encoding': 'gzip' });
			return response.end(gzipSync('{"zipped":true}'));
		});
		expect((await get()).body).toEqual({ zipped: true });
	});

	it('in gzip is unpacked while it streams, and is lost if it is cut short', async () => {
		const rows = 'row\n'.repeat(100_000);
		const packed = gzipSync(rows);
		const { get } = await serve((request, response) => {
			response.writeHead(200, { 'Content-Type': 'text/csv', 'Content-Encoding': 'gzip' });
			response.end(request.headers.accept === 'cut' ? packed.subarray(0, -20) : packed);
		});
		const whole = await get({ responseType: 'stream' });
		expect(await text(whole.body as Readable)).toBe(rows);
		const cut = await get({ responseType: 'stream', headers: { Accept: 'cut' } });
		expect(await failure(text(cut.body as Readable))).toMatchObject({
			name: 'HttpError',
			code: 'CONNECTION_LOST',
		});
	});

	it('has its header names in lower case, several of one name joined', async () => {
		const { get } = await serve((_, response) =>
			response
				.writeHead(200, { 'Sforce-Limit-Info': 'api-usage=1/5', 'Set-Cookie': ['a', 'b'] })
				.end(),
		);
		const { headers } = await get();
		expect(headers).toMatchObject({ 'sforce-limit-info': 'api-usage=1/5', 'set-cookie': 'a, b' });
	});

	it('as bytes is not decoded', async () => {
		const bytes = Buffer.from([0xff, 0x00, 0xfe]);
		const { get } = await serve((_, response) => response.end(bytes));
		expect((await get({ responseType: 'bytes' })).body).toEqual(bytes);
	});

	it('as a stream comes as one, but a refusal is still parsed', async () => {
		const { get } = await serve((request, response) => {
			const refused = request.headers['x-refuse'] !== undefined;
			response
				.writeHead(refused ? 401 : 200, { 'Content-Type': 'application/json' })
				.end('{"a":1}');
		});
		const { body } = await get({ responseType: 'stream' });
		expect(await text(body as Readable)).toBe('{"a":1}');
		const refused = await get({ responseType: 'stream', headers: { 'X-Refuse': '1' } });
		expect(refused).toMatchObject({ status: 401, body: { a: 1 } });
	});

	it('as a stream that breaks off fails with an HttpError', async () => {
		const { get } = await serve((_, response) => {
			response.writeHead(200, { 'Content-Length': '1000' });
			response.write('part', () => response.destroy());
		});
		const { body } = await get({ responseType: 'stream' });
		expect(await failure(text(body as Readable))).toMatchObject({
			name: 'HttpError',
			code: 'CONNECTION_LOST',
		});
	});
});

describe('a request', () => {
	it('reaches the server as it was meant', async () => {
		const seen: { type?: string | undefined; body: string }[] = [];
		const { get } = await serve((request, response) => {
			void text(request).then((body) => {
				seen.push({ type: request.headers['content-type'], body });
				response.end();
			});
		});
		const bodies = [
			{ Name: 'Åcme' },
			new URLSearchParams({ a: 'b c&' }),
			'plain',
			new Uint8Array(Buffer.from('xxabcxx').buffer.slice(0)).subarray(0, 0),
			Readable.from(['by ', 'stream']),
		];
		for (const body of bodies) await get({ method: 'POST', body });
		expect(seen.map(({ body }) => body)).toEqual([
			'{"Name":"Åcme"}',
			'a=b+c%26',
			'plain',
			'',
			'by stream',
		]);
		expect(seen[0]?.type).toMatch(/^application\/json/);
		expect(seen[1]?.type).toBe('application/x-www-form-urlencoded');
	});

	it('of part of a buffer sends that part only', async () => {
		const { get, server } = await serve((request, response) => void request.pipe(response));
		const whole = Buffer.from('secret-shown-secret');
		const { body } = await get({
			method: 'PUT',
			body: new Uint8Array(whole.buffer, whole.byteOffset + 7, 5),
		});
		expect(body).toBe('shown');
		expect(server.connections).toBe(1);
	});

	it('follows no redirect, least of all with a token', async () => {
		let elsewhere = 0;
		const other = await startServer((_, response) => {
			elsewhere += 1;
			response.end();
		});
		running.push(other);
		const { get } = await serve((_, response) =>
			response.writeHead(302, { Location: other.url }).end(),
		);
		const answer = await get({ headers: { Authorization: 'Bearer x' } });
		expect(answer).toMatchObject({ status: 302, headers: { location: other.url } });
		expect(elsewhere).toBe(0);
	});

	it('shares its connection with the ones after it, across senders', async () => {
		const { get, send, server } = await serve((_, response) => response.end('{}'));
		for (let i = 0; i < 20; i += 1) await get();
		await createSend()({ method: 'GET', url: server.url });
		await send({ method: 'GET', url: server.url });
		expect(server.connections).toBe(1);
	});
});

describe('a request without an answer', () => {
	it('says that nobody listens, and that nothing was sent', async () => {
		const { get, server } = await serve(() => undefined);
		await server.close();
		const error = await failure(get());
		expect(error).toMatchObject({
			code: 'CONNECTION_REFUSED',
			method: 'GET',
			host: `127.0.0.1:${server.port}`,
			mayHaveBeenSent: false,
		});
	});

	it('says that the host is unknown', async () => {
		const error = await failure(
			createSend()({ method: 'GET', url: 'http://no-such-host.invalid/' }),
		);
		expect(error).toMatchObject({ code: 'HOST_NOT_FOUND', mayHaveBeenSent: false });
	});

	it.each(['dropped before a byte', 'cut within the body'])(
		'%s may have been carried out',
		async (how) => {
			const { get } = await serve((_, response) => {
				if (how.startsWith('dropped')) return void response.destroy();
				response.writeHead(200, { 'Content-Length': '1000' });
				response.write('part', () => response.destroy());
			});
			expect(await failure(get({ method: 'POST', body: 'x' }))).toMatchObject({
				code: 'CONNECTION_LOST',
				mayHaveBeenSent: true,
			});
		},
	);

	it('is given up after the response timeout', async () => {
		const { get } = await serve(() => undefined, { responseTimeoutMs: 30 });
		expect(await failure(get())).toMatchObject({ code: 'RESPONSE_TIMEOUT', mayHaveBeenSent: true });
	});

	it.each(['stream', 'bytes'] as const)(
		'is not given up while its body keeps coming, however long that takes: %s',
		async (responseType) => {
			const responseTimeoutMs = 200;
			const { get } = await serve(
				(_request, response) => {
					let pieces = 0;
					const timer = setInterval(() => {
						response.write(Buffer.alloc(4_000));
						pieces += 1;
						if (pieces < 30) return;
						clearInterval(timer);
						response.end();
					}, responseTimeoutMs / 10);
				},
				{ responseTimeoutMs },
			);
			const { body } = await get({ responseType });
			const bytes = responseType === 'stream' ? await buffer(body as Readable) : body;
			expect((bytes as Buffer).length).toBe(120_000);
		},
	);

	it('ends at once when it is cancelled, as does its connection', async () => {
		const controller = new AbortController();
		let closed: Promise<unknown> | undefined;
		const { get } = await serve((request) => {
			closed = new Promise((resolve) => request.once('close', resolve));
			controller.abort();
		});
		expect(await failure(get({ signal: controller.signal }))).toMatchObject({ code: 'ABORTED' });
		await closed;
	});

	it('keeps nothing of the request but method and host', async () => {
		const secret = 'canary-7f3a';
		const { send, server } = await serve((_, response) => response.destroy());
		const error = await failure(
			send({
				method: 'POST',
				url: `${server.url}/path?token=${secret}`,
				headers: { Authorization: `Bearer ${secret}` },
				body: { secret },
			}),
		);
		expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(secret);
		expect(error.cause).toBeUndefined();
	});

	it('has no system code in its message, which n8n would replace by a text of its own', async () => {
		const { get, server } = await serve((_, response) => response.destroy());
		const messages = [(await failure(get())).message];
		await server.close();
		messages.push((await failure(get())).message);
		for (const message of messages) expect(message).not.toMatch(/E[A-Z]{4,}/);
	});
});
