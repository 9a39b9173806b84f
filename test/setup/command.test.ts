import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeyAndCertificate, type Org, startOrg } from '../../emulator';
import manifest from '../../package.json';
import { type Consumer, createConsumer } from '../auth/packPackage';
import { startProxy, startTlsServer } from '../http/servers';
import { flagsOf, newFolder, removeFolders } from './runCommand';

let consumer: Consumer;
let org: Org;
beforeAll(async () => {
	[consumer, org] = await Promise.all([createConsumer(), startOrg({ sampleData: false })]);
}, 60_000);
afterAll(async () => {
	removeFolders();
	await Promise.all([consumer.remove(), org.close()]);
});

const installed = () => join(consumer.folder, 'node_modules', manifest.name);

/** Runs the command that npm links, as a process of its own, with nobody at the terminal. */
function command(args: string[], env: NodeJS.ProcessEnv = {}) {
	const file = join(installed(), manifest.bin[manifest.name as keyof typeof manifest.bin]);
	return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
		const options = { cwd: consumer.folder, env: { ...process.env, ...env } };
		const child = execFile(process.execPath, [file, ...args], options, (error, stdout, stderr) => {
			resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
		});
		child.stdin?.end();
	});
}

const credential = () => ({
	SALESFORCE_MY_DOMAIN_URL: org.url,
	SALESFORCE_CONSUMER_KEY: org.clientId,
	SALESFORCE_CONSUMER_SECRET: org.clientSecret,
});

describe('the packed command', () => {
	it('sets up, tells what is missing, and if the help is', async () => {
		const out = newFolder();
		const made = await command(['setup', ...flagsOf('jwtBearer'), '--out', out]);
		expect([made.code, made.stderr]).toEqual([0, '']);
		expect(existsSync(join(out, 'n8n-credential.json'))).toBe(true);
		const missing = await command(['setup', '--out', newFolder()]);
		expect([missing.code, missing.stdout]).toEqual([2, '']);
		expect(missing.stderr).toContain('--flow is missing');
		expect((await command([])).stdout).toContain('--deploy ORG_ALIAS');
		const unknown = await command(['sutep']);
		expect([unknown.code, unknown.stderr]).toEqual([
			2,
			expect.stringContaining('no command sutep'),
		]);
	}, 60_000);

	it('starts with the line that lets a shell run it', () => {
		const text = readFileSync(join(installed(), 'dist/setup/cli.js'), 'utf8');
		expect(text.startsWith('#!/usr/bin/env node\n')).toBe(true);
	});

	it('is loaded by nothing that n8n loads, nor is the library that makes certificates', async () => {
		const files = [...manifest.n8n.credentials, ...manifest.n8n.nodes, 'dist/auth/index.js'];
		const output = await consumer.run(
			'start.cjs',
			`const Module = require('node:module');
			const resolve = Module._resolveFilename;
			Module._resolveFilename = (name, ...rest) =>
				resolve.call(Module, name === 'n8n-workflow' ? ${JSON.stringify(require.resolve('n8n-workflow'))} : name, ...rest);
			for (const file of ${JSON.stringify(files)}) require(${JSON.stringify(installed())} + '/' + file);
			const loaded = Object.keys(require.cache);
			console.log(JSON.stringify({ all: loaded.length, ours: loaded.filter((path) => /dist.setup|node-forge/.test(path)) }));`,
		);
		const { all, ours } = JSON.parse(output) as { all: number; ours: string[] };
		expect(all).toBeGreaterThan(files.length);
		expect(ours).toEqual([]);
	}, 60_000);
});

describe('the check of the Pub/Sub host', () => {
	const tls = createKeyAndCertificate('localhost');
	const pem = { key: tls.privateKey, cert: tls.certificate };

	async function startHttp2() {
		const server = createSecureServer(pem);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		return { port, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
	}

	function trusting(): NodeJS.ProcessEnv {
		const file = join(newFolder(), 'ca.pem');
		writeFileSync(file, tls.certificate);
		return { ...credential(), NODE_EXTRA_CA_CERTS: file };
	}

	const lineOf = ({ stdout }: { stdout: string }) => /^.*Pub\/Sub.*$/m.exec(stdout)?.[0] ?? stdout;

	it('is well if it speaks HTTP/2, and warns if it does not or is not trusted', async () => {
		const good = await startHttp2();
		const env = trusting();
		const at = (port: number, given = env) =>
			command(['check', '--pub-sub', `localhost:${port}`], given);
		expect(lineOf(await at(good.port))).toBe(
			`ok    Pub/Sub           localhost:${good.port} is reachable`,
		);
		expect(lineOf(await at(good.port, credential()))).toMatch(
			/^warn .*can't be reached: .*SELF_SIGNED/,
		);
		// One says so itself; the other just doesn't choose.
		const refusing = await startTlsServer(pem, () => {});
		const ignoring = createServer(pem).listen(0, '127.0.0.1');
		await once(ignoring, 'listening');
		for (const port of [refusing.port, (ignoring.address() as AddressInfo).port]) {
			expect(lineOf(await at(port))).toMatch(/^warn .* not with HTTP\/2/);
		}
		ignoring.close();
		await Promise.all([good.close(), refusing.close()]);
	}, 60_000);

	it('goes by the proxy that the environment names, and prints no password of it', async () => {
		const good = await startHttp2();
		const proxy = await startProxy({ target: good.port });
		const env = {
			...trusting(),
			HTTPS_PROXY: `http://me:hunter2hunter2@127.0.0.1:${proxy.port}`,
			NO_PROXY: '127.0.0.1',
		};
		const run = await command(['check', '--pub-sub', `localhost:${good.port}`], env);
		expect(lineOf(run)).toMatch(/^ok /);
		expect(proxy.tunnels).toEqual([`localhost:${good.port}`]);
		expect(proxy.authorizations).toEqual([
			`Basic ${Buffer.from('me:hunter2hunter2').toString('base64')}`,
		]);
		expect(run.stdout + run.stderr).not.toContain('hunter2');
		await Promise.all([proxy.close(), good.close()]);
	}, 60_000);

	it('warns if the proxy refuses', async () => {
		const proxy = await startProxy({ refuseWith: 403 });
		const env = { ...credential(), HTTPS_PROXY: proxy.url, NO_PROXY: '127.0.0.1' };
		const run = await command(['check', '--pub-sub', 'localhost:7443'], env);
		expect(lineOf(run)).toContain('the proxy answered with HTTP 403');
		expect(run.code).toBe(0);
		await proxy.close();
	}, 60_000);

	it('names the proxy of the org itself, without its password', async () => {
		const proxy = await startProxy({ refuseWith: 502 });
		const env = {
			...credential(),
			SALESFORCE_MY_DOMAIN_URL: 'https://acme.my.salesforce.com',
			HTTPS_PROXY: `http://me:hunter2hunter2@127.0.0.1:${proxy.port}`,
		};
		const run = await command(['check'], env);
		expect(run.code).toBe(1);
		expect(run.stdout).toContain(`proxy       127.0.0.1:${proxy.port}`);
		expect(run.stdout + run.stderr).not.toContain('hunter2');
		await proxy.close();
	}, 60_000);
});
