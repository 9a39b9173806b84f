import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { createSend } from '../../http';
import { startServer } from '../http/servers';

export const MB = 1_000_000;
export const JSON_TYPE = { 'content-type': 'application/json' };

const MEGABYTE = Buffer.alloc(MB, 'x');

/** Sends so many megabytes of one letter, and stops when nobody wants them any more. */
export function pour(response: ServerResponse, megabytes: number): void {
	const pieces = Array.from({ length: megabytes }, () => MEGABYTE);
	pipeline(Readable.from(pieces), response, () => undefined);
}

/** A server that answers as told, and a way to ask it; closed when the test has finished. */
export async function serveAnswer(
	answer: (response: ServerResponse) => unknown,
	timeoutMs = 20_000,
) {
	const server = await startServer((_request, response) => void answer(response));
	onTestFinished(() => server.close());
	const send = createSend({ responseTimeoutMs: timeoutMs });
	const get = (more: object = {}) => send({ method: 'GET', url: server.url, ...more });
	return { server, get };
}
