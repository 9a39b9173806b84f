import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createKeyAndCertificate } from '../../emulator';
import { createSend, readJson } from '../../http';
import { failureOf } from '../hostile/startHostileOrg';
import { startServer, startTlsServer } from './servers';
import { anyText } from '../anyText';

const send = createSend();

/** A server that answers the first piece of each request with these bytes. */
async function startRaw(answer: string): Promise<string> {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => undefined).once('data', () => socket.write(answer));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a server that answers by another protocol', () => {
	it.each([
		['GET', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'],
		['POST', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'],
		['POST', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
	])('is left at once, and %s fails', async (method, answer) => {
		const url = await startRaw(answer);
		expect(await failureOf(send({ method, url }))).toMatchObject({
			name: 'HttpError',
			code: 'INVALID_RESPONSE',
			mayHaveBeenSent: true,
		});
	});

	it('with endless interim answers is left after its time', async () => {
		const url = await startRaw('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100));
		const { failure } = await createSend({ responseTimeoutMs: 30 })({ method: 'GET', url }).then(
			() => ({ failure: undefined }),
			(error: unknown) => ({ failure: error }),
		);
		expect(failure).toMatchObject({ code: 'RESPONSE_TIMEOUT' });
	});
});

describe('what is never sent', () => {
	const refusalOf = async (request: object) => {
		let requests = 0;
		const server = await startServer((_, response) => {
			requests += 1;
			response.end();
		});
		onTestFinished(() => server.close());
		const failure = await failureOf(send({ method: 'GET', url: server.url, ...request }));
		expect(failure).toMatchObject({ name: 'InvalidRequestError', code: 'INVALID_REQUEST' });
		expect(requests + server.connections).toBe(0);
		return failure.message;
	};

	it.each(['CONNECT', 'TRACE', 'connect', 'GET /x HTTP/1.1\r\nHost: evil', '', 'GETS'])(
		'is the method %j',
		async (method) => expect(await refusalOf({ method })).toContain(JSON.stringify(method)),
	);

	it.each([
		...['Host', 'host', 'hOsT', 'Connection', 'Transfer-Encoding', 'Upgrade', 'TE'],
		...['Proxy-Authorization', 'Keep-Alive', 'Trailer', 'Proxy-Connection'],
		...[' Host', 'HOST\t', 'Host ', '\u00a0Host', 'Host\r\n', ' Authorization', 'Authorization\n'],
		...['X Y', 'X:Y', '', 'Ho\u0000st', 'Äpfel', '(x)'],
	])('is the header %j', async (name) => {
		expect(await refusalOf({ headers: { Accept: '*/*', [name]: 'evil.example' } })).toContain(
			name.trim().slice(0, 2),
		);
	});

	it('is any name that is not a token, whatever is trimmed off it', async () => {
		await fc.assert(
			fc.asyncProperty(anyText(), async (name) => {
				fc.pre(!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name));
				const sending = send({
					method: 'GET',
					url: 'http://127.0.0.1:9',
					headers: { [name]: 'x' },
				});
				expect(await failureOf(sending)).toMatchObject({ name: 'InvalidRequestError' });
			}),
		);
	});

	it('is a length that is not the body, which would begin a request of its own', async () => {
		const seen: string[] = [];
		const server = await startServer((request, response) => {
			const note = (body: string) => {
				seen.push(`${request.method} ${body}`);
				response.end();
			};
			void text(request).then(note, () => undefined);
		});
		onTestFinished(() => server.close());
		const headers = { 'Content-Length': '2' };
		const body = 'abGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
		await send({ method: 'POST', url: server.url, headers, body });
		for (const pieces of [[body], ['a', body], ['a']]) {
			const stream = () => Readable.from(pieces.map((piece) => Buffer.from(piece)));
			const sending = send({ method: 'POST', url: server.url, headers, body: stream });
			expect(await failureOf(sending)).toMatchObject({ code: 'INVALID_REQUEST' });
		}
		const fitting = () => Readable.from([Buffer.from('a'), Buffer.from('b')]);
		await send({ method: 'POST', url: server.url, headers, body: fitting });
		expect(seen).toEqual([`POST ${body}`, 'POST ab']);
	});
});

it("asks for the certificate of the URL's host", async () => {
	const names: unknown[] = [];
	const { privateKey: key, certificate: cert } = createKeyAndCertificate();
	const SNICallback = (name: string, take: (error: Error | null) => void) => {
		names.push(name);
		take(null);
	};
	const server = await startTlsServer({ key, cert, ...{ SNICallback } }, (_, response) =>
		response.end(),
	);
	onTestFinished(() => server.close());
	await failureOf(send({ method: 'GET', url: `https://localhost:${server.port}` }));
	expect(names).toEqual(['localhost']);
});

describe('an upload that is answered before it was sent whole', () => {
	const endless = () =>
		Readable.from(
			(function* () {
				for (;;) yield Buffer.alloc(100_000);
			})(),
		);

	it.each(['parsed', 'bytes', 'stream'] as const)('is not a success: %s', async (responseType) => {
		const server = await startServer((request, response) => {
			request.once('data', () => response.writeHead(201).end('{}'));
		});
		onTestFinished(() => server.close());
		const put = { method: 'PUT', url: server.url, body: endless, responseType };
		const failure = await failureOf(send(put));
		expect(failure).toMatchObject({ code: 'INVALID_RESPONSE', mayHaveBeenSent: true });
		expect(failure.message).toContain('before the whole body was sent');
	});

	it('is a refusal if the answer is one', async () => {
		const server = await startServer((request, response) => {
			request.once('data', () => response.writeHead(413).end('too much'));
		});
		onTestFinished(() => server.close());
		const answer = await send({ method: 'PUT', url: server.url, body: endless });
		expect(answer).toMatchObject({ status: 413, body: 'too much' });
	});

	it('is a success, three hundred times, if the last piece is just gone', async () => {
		const server = await startServer((request, response) => {
			request.resume().once('end', () => response.writeHead(201).end('{}'));
		});
		onTestFinished(() => server.close());
		const body = () => Readable.from([Buffer.alloc(70_000), Buffer.alloc(10)]);
		for (let i = 0; i < 300; i += 1) {
			expect(await send({ method: 'PUT', url: server.url, body })).toMatchObject({ status: 201 });
		}
	});
});

describe('an answer that holds what the request was signed with', () => {
	const token = '00D000000000001!AQEAQHx.k_Zq7mYwR3dvTt9';
	const headers = { Authorization: `Bearer ${token}` };

	it.each<[string, string, string, object]>([
		['in its text', 'text/plain', `seen: Bearer ${token}`, {}],
		['in JSON', 'application/json', JSON.stringify([{ message: token }]), {}],
		['in base64', 'application/json', JSON.stringify([btoa(`Bearer ${token}`)]), {}],
		[
			'in a redirect',
			'text/plain',
			'',
			{ location: `https://${token.toLowerCase()}.evil.example/` },
		],
	])('%s is told without it if it is a refusal', async (_, type, body, more) => {
		for (const status of [302, 400, 401, 500]) {
			const server = await startServer((_request, response) =>
				response.writeHead(status, { 'Content-Type': type, ...more }).end(body),
			);
			const answer = await send({ method: 'GET', url: server.url, headers });
			await server.close();
			const told = JSON.stringify(answer);
			expect(told).toContain('***');
			for (const form of [token, token.toLowerCase(), btoa(`Bearer ${token}`).slice(8, 40)]) {
				expect(told).not.toContain(form);
			}
		}
	});

	it('is told without it if it is a success too', async () => {
		const server = await startServer((request, response) =>
			response
				.writeHead(200, { 'Content-Type': 'application/json' })
				.end(JSON.stringify({ headers: request.headers })),
		);
		onTestFinished(() => server.close());
		const { body } = await send({ method: 'GET', url: server.url, headers });
		expect(body).toMatchObject({ headers: { authorization: 'Bearer ***' } });
	});
});

describe('JSON that is small on the wire', () => {
	const MB = 1_000_000;
	const attack = async (bytes: Buffer) => {
		const packed = gzipSync(bytes);
		const server = await startServer((_, response) =>
			response
				.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
				.end(packed),
		);
		onTestFinished(() => server.close());
		const before = process.memoryUsage().rss;
		const start = performance.now();
		const failure = await failureOf(send({ method: 'GET', url: server.url }));
		const seconds = (performance.now() - start) / 1_000;
		return { failure, seconds, grown: (process.memoryUsage().rss - before) / MB, packed };
	};

	it.each([
		['empty objects', `[${'{},'.repeat(33_000_000)}{}]`, /more values/],
		['opened lists', '['.repeat(12 * MB), /nested more than 500 levels deep/],
		['numbers', `[${'1,'.repeat(6_000_000)}1]`, /more values/],
	])('and holds %s without end is refused before it is parsed', async (_, json, reason) => {
		const { failure, seconds, grown, packed } = await attack(Buffer.from(json));
		expect(packed.length).toBeLessThan(150_000);
		expect(failure).toMatchObject({ code: 'INVALID_RESPONSE' });
		expect(failure.message).toMatch(reason);
		expect(seconds).toBeLessThan(10);
		expect(grown).toBeLessThan(400);
	});

	it('is taken if brackets and commas stand in texts only', () => {
		const value = { a: '[{'.repeat(2_000_000) + '\\"[', 'b\\': ['"', '\\', ',,,'] };
		expect(readJson(JSON.stringify(value))).toEqual(value);
	});
});
