import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createLifetime } from '../../demo/lifetime';
import { startServer } from '../../demo/queue/startServer';

const script = (text: string): [string, ...string[]] => [process.execPath, '-e', text];
const server = { name: 'example-server', cwd: tmpdir(), readyText: 'takes connections' };

describe('a server of queue mode', () => {
	it('is there once it says so', async () => {
		const lifetime = createLifetime();
		const command = script("console.error('takes connections'); setInterval(() => {}, 1e6)");
		await startServer(lifetime, { ...server, command });
		await lifetime.end();
	});

	it('that ends while starting fails with what it printed', async () => {
		const command = script("console.error('port is taken'); process.exit(3)");
		await expect(startServer(createLifetime(), { ...server, command })).rejects.toThrow(
			/^example-server ended with exit code 3\. It printed:\nport is taken$/,
		);
	});
});
