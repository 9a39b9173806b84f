import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createSend, type HttpError } from '../../http';

const silent = createServer();
const sockets: Socket[] = [];
silent.on('connection', (socket) => sockets.push(socket.on('error', () => undefined)));

afterEach(() => {
	for (const socket of sockets) socket.destroy();
	silent.close();
});

it('gives up a TLS handshake that is never answered, and knows that nothing was sent', async () => {
	await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
	const { port } = silent.address() as AddressInfo;
	const send = createSend({ connectTimeoutMs: 30 });
	const error = await send({ method: 'POST', url: `https://127.0.0.1:${port}/`, body: 'x' }).then(
		() => expect.fail('it was answered'),
		(thrown: unknown) => thrown as HttpError,
	);
	expect(error).toMatchObject({ code: 'CONNECT_TIMEOUT', mayHaveBeenSent: false });
});
