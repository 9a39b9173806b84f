import { writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLifetime, createProgress, fillN8n, openDemoN8n } from '../../demo';
import { startOrg } from '../../emulator';
import type { Fixture } from './openFixture';
import { type FileStore, readStoredFile } from './readStoredFile';
import { runOperation } from './runOperation';

const START_TIMEOUT_MS = 5 * 60_000;

let lifetime: ReturnType<typeof createLifetime>;
let folder: string;
beforeEach(async () => {
	lifetime = createLifetime();
	folder = await realpath(await mkdtemp(join(tmpdir(), 'n8n-files-')));
	lifetime.onEnd(() => rm(folder, { recursive: true, force: true }));
});
afterEach(() => lifetime.end());

async function openFixtureWith(store: FileStore): Promise<Fixture> {
	const n8n = await openDemoN8n(lifetime, createProgress({ stream: process.stderr }), {
		env: {
			N8N_DEFAULT_BINARY_DATA_MODE: store,
			N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE: '7',
			N8N_RESTRICT_FILE_ACCESS_TO: folder,
		},
	});
	const org = await startOrg({});
	lifetime.onEnd(() => org.close());
	return { ...n8n, org, flows: await fillN8n(n8n.api, org), close: () => org.close() };
}

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value });

/** The file system is where all other tests keep their files. S3 needs a licence of n8n. */
describe.each<FileStore>(['database', 'default'])('files that n8n keeps in its %s', (store) => {
	it(
		'go up and come down as they were, large ones through a session that ends in the middle',
		async () => {
			const fixture = await openFixtureWith(store);
			const { org } = fixture;
			const contents = { large: 'Über 6 MB. '.repeat(550_000), small: 'small' };
			for (const [name, content] of Object.entries(contents)) {
				writeFileSync(join(folder, `${name}.txt`), content);
			}
			org.addFault({ match: { path: 'sobjects/ContentVersion' }, revokeSessions: true });
			const up = await runOperation(fixture, {
				before: {
					name: 'Files',
					type: 'n8n-nodes-base.readWriteFile',
					typeVersion: 1,
					parameters: { operation: 'read', fileSelector: join(folder, '*.txt'), options: {} },
				},
				parameters: { resource: 'file', operation: 'upload' },
			});
			expect(up.error).toBeUndefined();
			for (const [name, content] of Object.entries(contents)) {
				const { id, size } = up.rows.find(({ title }) => title === name)!;
				expect(size).toBe(Buffer.byteLength(content));
				const down = await runOperation(fixture, {
					parameters: { resource: 'file', operation: 'download', fileId: byId(id) },
				});
				expect(down.rows).toMatchObject([{ fileName: `${name}.txt`, mimeType: 'text/plain' }]);
				expect((await readStoredFile(fixture, down, 'data', store)) === content).toBe(true);
			}
			if (store !== 'database') return;
			const [id] = org.insert('ContentVersion', [
				{ PathOnClient: 'a.txt', VersionData: Buffer.alloc(8_000_000).toString('base64') },
			]);
			const { error } = await runOperation(fixture, {
				parameters: { resource: 'file', operation: 'download', fileId: byId(id) },
			});
			expect(error?.message).toMatch(/7 MB each at most, and 'a.txt' has 7.6 MB/);
			expect(org.calls.some(({ path }) => path.includes(String(id) + '/VersionData'))).toBe(false);
		},
		START_TIMEOUT_MS,
	);
});
