import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { DemoError } from '../DemoError';

/** The programs that queue mode needs beside n8n. */
export interface Servers {
	redis: string;
	postgres: string;
	initdb: string;
}

/** Debian keeps each PostgreSQL version in a folder of its own, which is not on the PATH. */
const POSTGRES_VERSIONS = '/usr/lib/postgresql';

function isProgram(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

function postgresFolders(versions: string): string[] {
	try {
		const newestFirst = readdirSync(versions).sort((a, b) => Number(b) - Number(a));
		return newestFirst.map((version) => join(versions, version, 'bin'));
	} catch {
		return [];
	}
}

/**
 * Where redis-server and PostgreSQL are installed.
 * @throws DemoError saying in one line what to install
 */
export function findServers(
	path = process.env.PATH ?? '',
	postgresVersions = POSTGRES_VERSIONS,
): Servers {
	const folders = path.split(delimiter).filter(Boolean);
	const find = (name: string, places: string[]) =>
		places.map((folder) => join(folder, name)).find(isProgram);
	const redis = find('redis-server', folders);
	// Of one folder both, or a server of one version would meet data of another.
	const postgresHome = [...postgresFolders(postgresVersions), ...folders].find((folder) =>
		['initdb', 'postgres'].every((name) => isProgram(join(folder, name))),
	);
	if (!redis || !postgresHome) {
		const missing = [...(redis ? [] : ['redis-server']), ...(postgresHome ? [] : ['postgresql'])];
		throw new DemoError(
			`n8n's queue mode needs ${missing.join(' and ')}: apt-get install ${missing.join(' ')}`,
		);
	}
	return {
		redis,
		postgres: join(postgresHome, 'postgres'),
		initdb: join(postgresHome, 'initdb'),
	};
}
