import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DemoError } from './DemoError';
import { freePorts } from './freePorts';
import type { Lifetime } from './lifetime';
import { createN8nApi, type N8nApi } from './n8nApi';
import { type N8nProcess, type N8nProcessOptions, startN8nProcess } from './startN8nProcess';

export interface StartN8nOptions extends N8nProcessOptions {
	/** The editor's port. @default a free one */
	port?: number;
}

export interface RunningN8n extends N8nProcess {
	/** The editor's address. */
	url: string;
	api: N8nApi;
}

const SERVED_TIMEOUT_MS = 60_000;

/** n8n 1 says that it is ready before it serves its own API: until then it answers in HTML, or 503. */
async function untilServed(url: string, signal: AbortSignal): Promise<void> {
	const deadline = Date.now() + SERVED_TIMEOUT_MS;
	while (Date.now() < deadline) {
		const answer = await fetch(`${url}/rest/settings`).catch(() => undefined);
		if (answer?.ok && answer.headers.get('content-type')?.includes('json')) return;
		await sleep(100, undefined, { signal });
	}
	throw new DemoError(`n8n did not serve its API within ${SERVED_TIMEOUT_MS / 1_000} s.`);
}

/**
 * Starts n8n with its editor on loopback, without any call outside, and waits until it is ready.
 * @throws DemoError with the end of n8n's own log where it ends or doesn't get ready
 */
export async function startN8n(
	lifetime: Lifetime,
	{ port: wanted = 0, ...options }: StartN8nOptions,
): Promise<RunningN8n> {
	const [port, brokerPort] = (await freePorts(wanted, 0)) as [number, number];
	const url = `http://127.0.0.1:${port}`;
	const env = {
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		...options.env,
	};
	const started = await startN8nProcess(lifetime, ['start'], url, { ...options, env });
	await untilServed(url, lifetime.signal);
	return { ...started, url, api: createN8nApi(url, undefined, options.installed.major) };
}
