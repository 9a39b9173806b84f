import { afterEach, describe, expect, it, vi } from 'vitest';
import { createKeyAndCertificate } from '../../emulator';
import { createSend, type HttpError } from '../../http';
import { sendInChild } from './sendInChild';
import { startProxy, startServer, startTlsServer, type TestServer } from './servers';

const running: TestServer[] = [];
const run = <S extends TestServer>(server: S) => {
	running.push(server);
	return server;
};
afterEach(async () => {
	vi.unstubAllEnvs();
	await Promise.all(running.splice(0).map((server) => server.close()));
});

/** The environment of this test alone, whatever the machine's is. */
function stubProxy(variables: Record<string, string>) {
	for (const name of ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']) {
		vi.stubEnv(name, '');
		vi.stubEnv(name.toUpperCase(), '');
	}
	for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

const NO_PROXIES = Object.fromEntries(
	['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
		[name, ''],
		[name.toUpperCase(), ''],
	]),
);

/** Sends `times` requests one after the other; the errors' codes stand for those that failed. */
async function sendTo(url: string, times = 1) {
	const send = createSend({ connectTimeoutMs: 2_000 });
	const outcomes: unknown[] = [];
	for (let i = 0; i < times; i += 1) {
		outcomes.push(
			await send({ method: 'GET', url }).then(
				({ status }) => status,
				(error: HttpError) => error,
			),
		);
	}
	return outcomes;
}

describe('a proxy', () => {
	it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'])(
		'named by %s tunnels, through one connection kept alive',
		async (name) => {
			const server = run(await startServer((_, response) => response.end('ok')));
			const proxy = run(await startProxy());
			stubProxy({ [name]: proxy.url });
			expect(await sendTo(server.url, 10)).toEqual(Array(10).fill(200));
			expect(proxy.tunnels).toEqual([`127.0.0.1:${server.port}`]);
			expect(server.connections).toBe(1);
		},
	);

	it.each(['127.0.0.1', '*', 'example.com, 127.0.0.1', '.0.0.1'])(
		'is left out for hosts in NO_PROXY=%s',
		async (hosts) => {
			const server = run(await startServer((_, response) => response.end('ok')));
			const proxy = run(await startProxy());
			stubProxy({ HTTP_PROXY: proxy.url, NO_PROXY: hosts });
			expect(await sendTo(server.url)).toEqual([200]);
			expect(proxy.connections).toBe(0);
		},
	);

	it('gets the name and password of its URL, and the server never does', async () => {
		const seen: (string | undefined)[] = [];
		const server = run(
			await startServer((request, response) => {
				seen.push(request.headers['proxy-authorization']);
				response.end('ok');
			}),
		);
		const proxy = run(await startProxy());
		stubProxy({ HTTP_PROXY: proxy.url.replace('://', '://n8n:p%40ss@') });
		await sendTo(server.url);
		expect(proxy.authorizations).toEqual([`Basic ${Buffer.from('n8n:p@ss').toString('base64')}`]);
		expect(seen).toEqual([undefined]);
	});

	it('that refuses is told from a server that does, and nothing of the request can have been sent', async () => {
		const proxy = run(await startProxy({ refuseWith: 407 }));
		stubProxy({ HTTP_PROXY: proxy.url });
		const [error] = (await sendTo('http://acme.example/')) as HttpError[];
		expect(error).toMatchObject({ code: 'PROXY_REFUSED', mayHaveBeenSent: false });
		expect(error?.message).toContain('HTTP 407');
	});

	it("that isn't there is named as the one that isn't", async () => {
		const proxy = await startProxy();
		await proxy.close();
		stubProxy({ HTTP_PROXY: proxy.url });
		const [error] = (await sendTo('http://acme.example/')) as HttpError[];
		expect(error).toMatchObject({ code: 'PROXY_REFUSED', mayHaveBeenSent: false });
	});

	it('of another kind is refused with its reason', async () => {
		stubProxy({ ALL_PROXY: 'socks5://127.0.0.1:1080' });
		const [error] = (await sendTo('http://acme.example/')) as HttpError[];
		expect(error).toMatchObject({ code: 'PROXY_REFUSED' });
		expect(error?.message).toContain('only http and https proxies');
	});
});

describe('TLS', () => {
	const { privateKey: key, certificate: cert } = createKeyAndCertificate('localhost');

	it('through a proxy is end to end, and one tunnel serves all requests', async () => {
		const server = run(await startTlsServer({ key, cert }, (_, response) => response.end('ok')));
		const proxy = run(await startProxy({ target: server.port }));
		const outcomes = await sendInChild({
			url: `https://localhost:${server.port}/`,
			times: 10,
			certificate: cert,
			env: { ...NO_PROXIES, HTTPS_PROXY: proxy.url },
		});
		expect(outcomes).toEqual(Array(10).fill({ status: 200 }));
		expect(proxy.tunnels).toEqual([`localhost:${server.port}`]);
		expect(server.connections).toBe(1);
	});

	it('through a proxy written without a scheme reaches that by plain http', async () => {
		const server = run(await startTlsServer({ key, cert }, (_, response) => response.end('ok')));
		const proxy = run(await startProxy({ target: server.port }));
		const outcomes = await sendInChild({
			url: `https://localhost:${server.port}/`,
			times: 1,
			certificate: cert,
			env: { ...NO_PROXIES, HTTPS_PROXY: `127.0.0.1:${proxy.port}` },
		});
		expect(outcomes).toEqual([{ status: 200 }]);
		expect(proxy.tunnels).toHaveLength(1);
	});

	it('trusts a private authority named by NODE_EXTRA_CA_CERTS, and keeps the connection alive', async () => {
		const server = run(await startTlsServer({ key, cert }, (_, response) => response.end('ok')));
		const url = `https://localhost:${server.port}/`;
		const outcomes = await sendInChild({ url, times: 10, certificate: cert, env: NO_PROXIES });
		expect(outcomes).toEqual(Array(10).fill({ status: 200 }));
		expect(server.connections).toBe(1);
	});

	it('trusts no other', async () => {
		let requests = 0;
		const server = run(
			await startTlsServer({ key, cert }, (_, response) => {
				requests += 1;
				response.end();
			}),
		);
		stubProxy({});
		const [error] = (await sendTo(`https://localhost:${server.port}/`)) as HttpError[];
		expect(error).toMatchObject({ code: 'TLS_FAILED', mayHaveBeenSent: false });
		expect(requests).toBe(0);
	});
});
