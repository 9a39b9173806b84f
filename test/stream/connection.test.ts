import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeyAndCertificate, type Org, startOrg } from '../../emulator';
import { startProxy, type TestProxy } from '../http/servers';

/** Reads the first event of a channel, and says which modules it took. */
const SCRIPT = `
const [root, url, clientId, clientSecret, endpoint] = process.argv.slice(2);
const { createSalesforceAuth } = require(root + '/auth');
const { createTiming } = require(root + '/http');
const { subscribe } = require(root + '/stream');
const loaded = () => Object.keys(require.cache).filter((name) => /connectrpc|bufbuild|avsc/.test(name)).length;
const atStart = loaded();
(async () => {
	const auth = createSalesforceAuth({ flow: 'clientCredentials', myDomainUrl: url, clientId, clientSecret });
	const log = [];
	const ending = new AbortController();
	const timing = createTiming(ending.signal);
	const { sleep } = timing;
	// Waits for signs of life, but pauses after no failure.
	timing.sleep = async (ms, signal) => {
		if (ms > 200000) return sleep(ms, signal);
		if (log.length > 2) {
			console.log(JSON.stringify({ atStart, log }));
			process.exit(0);
		}
	};
	const signals = subscribe({ auth, endpoint, channel: '/data/AccountChangeEvent', start: 'retained', timing, schemas: new Map(), log: (text) => log.push(text) });
	const { value } = await signals.next();
	console.log(JSON.stringify({ atStart, name: value.event.fields.Name, log }));
	process.exit(0);
})();
`;

const NO_PROXIES = Object.fromEntries(
	['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
		[name, ''],
		[name.toUpperCase(), ''],
	]),
);

const { privateKey: key, certificate: cert } = createKeyAndCertificate('localhost');
let org: Org;
let proxy: TestProxy;

beforeEach(async () => {
	org = await startOrg({
		tls: { key, cert },
		pubSub: {},
		policy: { changeDataCapture: ['Account'] },
	});
	org.insert('Account', [{ Name: 'Acme' }]);
	proxy = await startProxy();
});
afterEach(async () => {
	await org.close();
	await proxy.close();
});

/** For what a process has only one of: its environment and its trust. */
async function readInChild(env: Record<string, string>, isTrusted = true) {
	const folder = await mkdtemp(join(tmpdir(), 'stream-'));
	try {
		const script = join(folder, 'read.cjs');
		await writeFile(script, SCRIPT);
		const trusted = join(folder, 'ca.pem');
		await writeFile(trusted, cert);
		const root = join(__dirname, '..', '..');
		const tsx = createRequire(__filename).resolve('tsx/cjs');
		const { url, clientId, clientSecret, pubSub } = org;
		const parts = [root, url, clientId, clientSecret, pubSub.endpoint];
		const child = spawn(process.execPath, ['--require', tsx, script, ...parts], {
			cwd: root,
			env: {
				...process.env,
				...NO_PROXIES,
				...(isTrusted && { NODE_EXTRA_CA_CERTS: trusted }),
				...env,
			},
			stdio: ['ignore', 'pipe', 'inherit'],
			timeout: 15_000,
		});
		let text = '';
		child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
		await once(child, 'close');
		return JSON.parse(text) as { atStart: number; name?: string; log: string[] };
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

describe('the connection', () => {
	it('is TLS with HTTP/2, trusts the authorities of NODE_EXTRA_CA_CERTS, and loads gRPC late', async () => {
		expect(await readInChild({})).toEqual({ atStart: 0, name: 'Acme', log: [] });
	});

	it('trusts no other authority', async () => {
		const { name, log } = await readInChild({ NODE_TLS_REJECT_UNAUTHORIZED: '1' }, false);
		expect(name).toBeUndefined();
		expect(log[0]).toContain('No secure connection');
	});

	it('goes through the proxy that the environment names', async () => {
		expect(await readInChild({ HTTPS_PROXY: proxy.url })).toMatchObject({ name: 'Acme' });
		expect(proxy.tunnels).toContain(new URL(org.pubSub.endpoint).host);
	});

	it('leaves the proxy out for hosts in NO_PROXY', async () => {
		const env = { HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1' };
		expect(await readInChild(env)).toMatchObject({ name: 'Acme' });
		expect(proxy.connections).toBe(0);
	});
});
