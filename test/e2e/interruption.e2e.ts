import { mkdtempSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDemo } from './startDemo';

const folder = (): string => mkdtempSync(join(tmpdir(), 'demo-'));

/** An empty cache folder, and a registry at `port` instead of npm's. */
const emptyMachine = (port: number): Record<string, string> => ({
	XDG_CACHE_HOME: folder(),
	npm_config_cache: folder(),
	npm_config_registry: `http://127.0.0.1:${port}`,
	npm_config_fetch_retries: '0',
});

async function listenOnLoopback() {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { server, port: (server.address() as AddressInfo).port };
}

describe('Ctrl-C', () => {
	it.each([
		'… Build and pack this package',
		'… Install the package into n8n',
		'… Start n8n',
		'… Run the workflow',
	])('during "%s" ends everything with a clear line and 130', async (step) => {
		const demo = startDemo(['--once']);
		await demo.printed(step);
		demo.pressCtrlC();
		const { code, stderr } = await demo.ended;
		expect(stderr).toContain('Interrupted (SIGINT): ending everything that was started.');
		expect(stderr).not.toMatch(/\n {4}at /);
		expect(code).toBe(130);
		expect(demo.living()).toEqual([]);
	});

	it('during the download of n8n leaves nothing that the next start could stumble over', async () => {
		const { server, port } = await listenOnLoopback();
		const asked = new Promise((resolve) => server.once('connection', resolve));
		const machine = emptyMachine(port);
		const demo = startDemo(['--once'], { env: machine });
		await asked;
		demo.pressCtrlC();
		const { code } = await demo.ended;
		server.close();
		expect(code).toBe(130);
		expect(demo.living()).toEqual([]);
		const cache = join(machine.XDG_CACHE_HOME as string, 'n8n-nodes-salesforce-server-to-server');
		expect(readdirSync(cache)).toEqual([]);
	});
});

describe('npm start', () => {
	it('leaves nothing running after Ctrl-C, though npm does not wait for its end', async () => {
		const demo = startDemo([], { by: 'npm' });
		await demo.printed('Ctrl-C ends everything');
		demo.pressCtrlC();
		await demo.ended;
		expect(demo.living()).toEqual([]);
	});

	it('ends everything where npm alone is told to end', async () => {
		const demo = startDemo([], { by: 'npm' });
		await demo.printed('Ctrl-C ends everything');
		demo.child.kill('SIGTERM');
		await demo.ended;
		expect(demo.living()).toEqual([]);
	});
});

describe('a start that is killed', () => {
	it('takes n8n with it, though npm alone was killed without a word', async () => {
		const demo = startDemo([], { by: 'npm' });
		await demo.printed('Ctrl-C ends everything');
		demo.child.kill('SIGKILL');
		await demo.ended;
		expect(demo.living()).toEqual([]);
	});

	it('takes n8n with it, though the demo itself was killed without a word', async () => {
		const demo = startDemo([]);
		await demo.printed('Ctrl-C ends everything');
		const itself = demo.living().find(({ command }) => command.includes('demo/start.ts'));
		process.kill(itself?.pid as number, 'SIGKILL');
		expect((await demo.ended).code).not.toBe(0);
		await expect.poll(() => demo.living(), { timeout: 10_000 }).toEqual([]);
	});
});

describe('a start that can not succeed', () => {
	it('says that n8n ended by itself', async () => {
		const demo = startDemo([]);
		await demo.printed('Ctrl-C ends everything');
		const n8n = demo.living().find(({ command }) => command.includes('bin/n8n start'));
		process.kill(n8n?.pid as number, 'SIGKILL');
		const { code, stderr } = await demo.ended;
		expect(stderr).toContain('n8n ended by itself');
		expect(code).toBe(1);
		expect(demo.living()).toEqual([]);
	});

	it('says that a port is in use', async () => {
		const { server, port } = await listenOnLoopback();
		const { code, stderr } = await startDemo(['--once', '--port', String(port)]).ended;
		server.close();
		expect(stderr).toContain(`Port ${port} can't be used (in use)`);
		expect(code).toBe(1);
	});

	it('says that there is no network, and leaves nothing half installed', async () => {
		const { server, port } = await listenOnLoopback();
		await new Promise((resolve) => server.close(resolve));
		const machine = emptyMachine(port);
		const demo = startDemo(['--once'], { env: machine });
		const { code, stderr } = await demo.ended;
		expect(stderr).toMatch(/Check the network/);
		expect(stderr).not.toMatch(/\n {4}at /);
		expect(code).toBe(1);
		expect(demo.living()).toEqual([]);
		const cache = join(machine.XDG_CACHE_HOME as string, 'n8n-nodes-salesforce-server-to-server');
		expect(readdirSync(cache)).toEqual([]);
	});
});
