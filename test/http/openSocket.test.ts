import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openSocket } from '../../http';

describe('a connection that its owner does not listen to yet', () => {
	it('may break without ending the process', async () => {
		const server = createServer();
		const accepted = once(server, 'connection');
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		const socket = await openSocket(`http://127.0.0.1:${port}`);
		const [peer] = (await accepted) as [Socket];
		const closed = new Promise((resolve) => socket.once('close', resolve));
		socket.resume();
		peer.resetAndDestroy();
		expect(await closed).toBe(true);
		server.close();
	});
});
