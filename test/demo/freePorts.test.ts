import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePorts } from '../../demo/freePorts';

const server = createServer();
afterEach(() => new Promise((resolve) => server.close(resolve)));

describe('free ports', () => {
	it('are all different, and free', async () => {
		const ports = await freePorts(0, 0, 0, 0);
		expect(new Set(ports).size).toBe(4);
		expect(await freePorts(...ports)).toEqual(ports);
	});

	it('names the port that is in use', async () => {
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		await expect(freePorts(0, port)).rejects.toThrow(`Port ${port} can't be used (in use).`);
	});
});
