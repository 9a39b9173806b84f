import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../freePorts';
import type { Lifetime } from '../lifetime';
import { runCommand } from '../processes';
import { makeRunFolder } from '../runFolder';
import { asUser, postgresUser } from './asUser';
import type { Servers } from './findServers';
import { startServer } from './startServer';

const USER = 'n8n';

/** The data goes with the run: nothing of it must survive a power cut. */
const SETTINGS = {
	listen_addresses: '127.0.0.1',
	unix_socket_directories: '',
	max_connections: '200',
	fsync: 'off',
	synchronous_commit: 'off',
	full_page_writes: 'off',
};

/** A new database cluster in a folder that PostgreSQL's user may enter, which a cache below /root isn't. */
async function createCluster(lifetime: Lifetime, initdb: string, password: string) {
	const folder = await makeRunFolder(lifetime, join(tmpdir(), 'n8n-queue-postgres'));
	const passwordFile = join(folder, 'password');
	await writeFile(passwordFile, password, { mode: 0o600 });
	const user = postgresUser();
	if (user) await runCommand(lifetime, ['chown', '-R', user, folder]);
	const data = join(folder, 'data');
	const options = [`--username=${USER}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
	const command = [
		initdb,
		`--pgdata=${data}`,
		...options,
		'--encoding=UTF8',
		'--locale=C',
	] as const;
	await runCommand(lifetime, asUser([...command, '--no-sync'], user), { cwd: folder });
	return { folder, data };
}

/**
 * Starts PostgreSQL on a free loopback port with a new, empty database; where we are root as Debian's user
 * for it, since it refuses root.
 * @returns what tells n8n of it
 * @throws DemoError with the last that it printed where it doesn't get ready
 */
export async function startPostgres(
	lifetime: Lifetime,
	{ postgres, initdb }: Servers,
): Promise<Record<string, string>> {
	const password = randomBytes(16).toString('hex');
	const { folder, data } = await createCluster(lifetime, initdb, password);
	const [port] = (await freePorts(0)) as [number];
	const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	await startServer(lifetime, {
		name: 'postgres',
		command: asUser([postgres, '-D', data, '-p', String(port), ...settings], postgresUser()),
		cwd: folder,
		readyText: 'ready to accept connections',
	});
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: USER,
		DB_POSTGRESDB_PASSWORD: password,
		// n8n's own default of 2 lets hundreds of executions wait for their turn at the database.
		DB_POSTGRESDB_POOL_SIZE: '10',
		// Within its own 5 s a busy machine may not answer; n8n then refuses requests for a while.
		DB_PING_TIMEOUT_MS: '60000',
	};
}
