import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createLifetime } from '../../demo/lifetime';
import { runCommand, startProcess } from '../../demo/processes';

const node = process.execPath;

/** A process that starts another, which stays connected to the port for as long as it lives. */
const family = (port: number): string => `
	const script = 'require("node:net").connect(${port}, "127.0.0.1")';
	require('node:child_process').spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
	setInterval(() => {}, 1e6);`;

describe('a process of the demo', () => {
	it('ends with the lifetime, and all that it started with it', async () => {
		const lifetime = createLifetime();
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		startProcess(lifetime, node, ['-e', family(port)]);
		const grandchild = await new Promise<Socket>((resolve) => server.once('connection', resolve));
		const gone = new Promise((resolve) => grandchild.on('error', resolve).once('close', resolve));
		await lifetime.end();
		await gone;
		server.close();
	});

	it('is not started any more once ending has begun', async () => {
		const lifetime = createLifetime();
		await lifetime.end();
		expect(() => startProcess(lifetime, node, ['-e', ''])).toThrow();
	});

	it('gives what it printed', async () => {
		const printed = await runCommand(createLifetime(), [node, '-e', 'console.log("Łódź")']);
		expect(printed).toBe('Łódź\n');
	});

	it('fails with the last that it printed', async () => {
		const script = 'console.error("no space left"); process.exit(3)';
		await expect(runCommand(createLifetime(), [node, '-e', script])).rejects.toThrow(
			'no space left',
		);
	});

	it('fails if the program does not exist', async () => {
		await expect(runCommand(createLifetime(), ['no-such-program'])).rejects.toThrow(
			/no-such-program/,
		);
	});
});
