import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findServers } from '../../demo/queue/findServers';

/** A folder with programs of these names. */
function folderWith(...names: string[]): string {
	const folder = mkdtempSync(join(tmpdir(), 'servers-'));
	for (const name of names) {
		mkdirSync(join(folder, name, '..'), { recursive: true });
		writeFileSync(join(folder, name), '#!/bin/sh\n');
		chmodSync(join(folder, name), 0o755);
	}
	return folder;
}

const nowhere = folderWith();

describe('the servers of queue mode', () => {
	it("are found on the PATH, and PostgreSQL in Debian's folder of its newest version", () => {
		const path = folderWith('redis-server');
		const versions = folderWith(
			'9/bin/postgres',
			'9/bin/initdb',
			'15/bin/postgres',
			'15/bin/initdb',
		);
		expect(findServers([nowhere, path].join(delimiter), versions)).toEqual({
			redis: join(path, 'redis-server'),
			postgres: join(versions, '15', 'bin', 'postgres'),
			initdb: join(versions, '15', 'bin', 'initdb'),
		});
	});

	it('are of one version, though a folder on the PATH has one of the two programs alone', () => {
		const half = folderWith('redis-server', 'postgres');
		const whole = folderWith('postgres', 'initdb');
		expect(findServers([half, whole].join(delimiter), join(nowhere, 'none'))).toMatchObject({
			postgres: join(whole, 'postgres'),
			initdb: join(whole, 'initdb'),
		});
	});

	it.each([
		[[], 'redis-server and postgresql', 'redis-server postgresql'],
		[['redis-server'], 'postgresql', 'postgresql'],
		[['postgres', 'initdb'], 'redis-server', 'redis-server'],
	])('that are there are %j: one line says what to install', (names, missing, packages) => {
		expect(() => findServers(folderWith(...names), nowhere)).toThrow(
			`n8n's queue mode needs ${missing}: apt-get install ${packages}`,
		);
	});
});
