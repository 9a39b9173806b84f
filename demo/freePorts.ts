import { createServer, type AddressInfo, type Server } from 'node:net';
import { DemoError } from './DemoError';

const LOOPBACK = '127.0.0.1';

function listen(port: number): Promise<Server> {
	const server = createServer();
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			reject(
				error.code === 'EADDRINUSE' || error.code === 'EACCES'
					? new DemoError(
							`Port ${port} can't be used (${error.code === 'EACCES' ? 'no permission' : 'in use'}). Choose another, or none for a free one.`,
						)
					: error,
			),
		);
		server.listen(port, LOOPBACK, () => resolve(server));
	});
}

/**
 * As many different loopback ports that nobody listens on as are asked for.
 * @param wanted port numbers, 0 for any
 * @throws DemoError where a wanted port is in use
 */
export async function freePorts(...wanted: number[]): Promise<number[]> {
	const servers: Server[] = [];
	try {
		// All are held until the last is found, or the same port could come twice.
		for (const port of wanted) servers.push(await listen(port));
		return servers.map((server) => (server.address() as AddressInfo).port);
	} finally {
		await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
	}
}
