import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSend, isReplayable } from '../../http';
import { failureOf } from '../hostile/startHostileOrg';
import { startServer } from './servers';

async function serve(answer: RequestListener) {
	const server = await startServer(answer);
	onTestFinished(() => server.close());
	return server;
}

/** A body of so many bytes that notes every stream it opens. */
function createBody(bytes = 10) {
	const opened: Readable[] = [];
	const body = () => {
		let left = bytes;
		const stream = new Readable({
			read(size) {
				const piece = Math.min(size, left);
				left -= piece;
				this.push(piece === 0 ? null : Buffer.alloc(piece, 'x'));
			},
		});
		opened.push(stream);
		return stream;
	};
	return { opened, body, isClosed: () => opened.every(({ destroyed }) => destroyed) };
}

describe('a body behind a function', () => {
	it('is opened again for each send, and closed after it', async () => {
		const seen: string[] = [];
		const server = await serve((request, response) => {
			void text(request).then((body) => {
				seen.push(body);
				response.writeHead(seen.length < 3 ? 503 : 200).end();
			});
		});
		const { opened, body, isClosed } = createBody();
		const request = { method: 'PUT', url: server.url, body };
		expect(isReplayable(request)).toBe(true);
		const send = createSend();
		const sends = [1, 2, 3].map(() => () => send(request).catch(() => undefined));
		let answer;
		for (const one of sends) answer = await one();
		expect(answer).toMatchObject({ status: 200 });
		expect(seen).toEqual(['xxxxxxxxxx', 'xxxxxxxxxx', 'xxxxxxxxxx']);
		expect(opened).toHaveLength(3);
		expect(isClosed()).toBe(true);
	});

	it('may take its time to open', async () => {
		const server = await serve((request, response) => void request.pipe(response));
		const body = () => Promise.resolve(Readable.from(['by ', 'promise']));
		const answer = await createSend()({ method: 'POST', url: server.url, body });
		expect(answer.body).toBe('by promise');
	});

	it.each<[string, RequestListener]>([
		['the connection breaks', (request) => request.once('data', () => request.destroy())],
		['the answer comes early', (_, response) => void response.writeHead(401).end('no')],
	])('is closed where %s before it was sent whole', async (_, answer) => {
		const server = await serve(answer);
		const { opened, body, isClosed } = createBody(200_000_000);
		const sending = createSend()({ method: 'POST', url: server.url, body });
		await sending.catch(() => undefined);
		expect(opened).toHaveLength(1);
		expect(isClosed()).toBe(true);
	});

	it('is closed if nobody listens or the caller gives up, and not opened if he had before', async () => {
		const server = await serve(() => controller.abort());
		const controller = new AbortController();
		const { signal } = controller;
		const { opened, body, isClosed } = createBody();
		const post = (url: string) => createSend()({ method: 'POST', url, body, signal });
		const { url } = await serve(() => undefined).then(async (gone) => (await gone.close(), gone));
		expect(await failureOf(post(url))).toMatchObject({ code: 'CONNECTION_REFUSED' });
		expect(await failureOf(post(server.url))).toMatchObject({ code: 'ABORTED' });
		expect(isClosed()).toBe(true);
		expect(await failureOf(post(server.url))).toMatchObject({ code: 'ABORTED' });
		expect(opened).toHaveLength(2);
	});

	it('that fails to open, or to be read, fails by its own error and not by one of the connection', async () => {
		const server = await serve((request) => void request.resume());
		const folder = await mkdtemp(join(tmpdir(), 'body-'));
		onTestFinished(() => rm(folder, { recursive: true }));
		await writeFile(join(folder, 'half'), 'half');
		const post = (body: () => Readable) => createSend()({ method: 'POST', url: server.url, body });
		const missing = () => createReadStream(join(folder, 'missing'));
		expect(await failureOf(post(missing))).toMatchObject({ code: 'ENOENT' });
		const broken = new Error('the source broke');
		const breaking = () =>
			Readable.from(
				(async function* () {
					yield 'half';
					await Promise.reject(broken);
				})(),
			);
		expect(await failureOf(post(breaking))).toBe(broken);
		const refused = () => {
			throw broken;
		};
		expect(await failureOf(post(refused))).toBe(broken);
	});
});
