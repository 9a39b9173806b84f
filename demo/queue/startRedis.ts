import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../freePorts';
import type { Lifetime } from '../lifetime';
import { asUser } from './asUser';
import { startServer } from './startServer';

/**
 * Starts Redis on a free loopback port, with a password of its own, and nothing kept on disk.
 * @param redis the program
 * @param folder an existing one, for its configuration
 * @returns what tells n8n of it
 * @throws DemoError with the last that it printed where it doesn't get ready
 */
export async function startRedis(
	lifetime: Lifetime,
	redis: string,
	folder: string,
): Promise<Record<string, string>> {
	const [port] = (await freePorts(0)) as [number];
	const password = randomBytes(16).toString('hex');
	const configuration = join(folder, 'redis.conf');
	// In a file, for everybody on the machine sees a command line.
	const lines = [
		'bind 127.0.0.1',
		`port ${port}`,
		`requirepass ${password}`,
		'save ""',
		'appendonly no',
	];
	await writeFile(configuration, `${lines.join('\n')}\n`, { mode: 0o600 });
	await startServer(lifetime, {
		name: 'redis-server',
		command: asUser([redis, configuration]),
		cwd: folder,
		readyText: 'Ready to accept connections',
	});
	return {
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(port),
		QUEUE_BULL_REDIS_PASSWORD: password,
	};
}
