import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { openFixture, type Fixture } from './openFixture';
import { readStoredFile } from './readStoredFile';
import { pairedWith, runOperation } from './runOperation';

let fixture: Fixture;
beforeEach(async () => {
	fixture = await openFixture();
});
afterEach(() => fixture.close());

/** A folder that n8n may read and write, and what n8n keeps. */
const {
	scratch,
	stores: { userFolder },
} = inject('n8n');

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value });

/** A node that reads files off the disk into n8n's binary store. */
const readFiles = (fileSelector: string) => ({
	name: 'Files',
	type: 'n8n-nodes-base.readWriteFile',
	typeVersion: 1,
	parameters: { operation: 'read', fileSelector, options: {} },
});

/** Files of executions in n8n's store, half-written ones too. */
const storedFiles = () =>
	readdirSync(userFolder, { recursive: true })
		.map(String)
		.filter((path) => path.includes('binary_data/'));

const text = expect.any(String) as string;

describe('file in n8n', () => {
	it('uploads files out of the store, links them, and gives them back as they were', async () => {
		const { org } = fixture;
		const [account] = org.insert('Account', [{ Name: 'Acme' }]);
		const contents = ['one', 'two', 'three'];
		contents.forEach((content, n) => writeFileSync(join(scratch, `up-${n}.txt`), content));
		const up = await runOperation(fixture, {
			before: readFiles(join(scratch, 'up-*.txt')),
			parameters: { resource: 'file', operation: 'upload', linkTo: account },
		});
		const titleOf = ({ title }: Record<string, unknown>) => String(title);
		// The disk gives files in an order of its own.
		const rows = up.rows.toSorted((a, b) => titleOf(a).localeCompare(titleOf(b)));
		expect(rows).toEqual(
			contents.map((content, n) => ({
				id: text,
				success: true,
				created: true,
				contentDocumentId: text,
				title: `up-${n}`,
				size: content.length,
				links: [{ id: text, recordId: account }],
			})),
		);
		expect(pairedWith(up.outputs[0])).toEqual([0, 1, 2]);
		expect(org.calls.filter(({ method }) => method === 'POST')).toHaveLength(2);
		const files = await runOperation(fixture, {
			parameters: {
				resource: 'file',
				operation: 'getAll',
				recordId: byId(account),
				returnAll: true,
			},
		});
		expect(files.rows.map(({ title }) => title).toSorted()).toEqual(['up-0', 'up-1', 'up-2']);
		for (const [n, content] of contents.entries()) {
			const down = await runOperation(fixture, {
				parameters: { resource: 'file', operation: 'download', fileId: byId(rows[n]!.id) },
			});
			expect(down.rows[0]).toMatchObject({ fileName: `up-${n}.txt`, mimeType: 'text/plain' });
			expect(await readStoredFile(fixture, down, 'data')).toBe(content);
		}
	});

	it('streams a large file through a session that ends in the middle', async () => {
		const { org } = fixture;
		const content = randomBytes(30_000_000);
		writeFileSync(join(scratch, 'large.bin'), content);
		org.addFault({ match: { path: 'sobjects/ContentVersion' }, revokeSessions: true });
		const up = await runOperation(fixture, {
			before: readFiles(join(scratch, 'large.bin')),
			parameters: { resource: 'file', operation: 'upload' },
		});
		expect(up.rows).toMatchObject([{ size: content.length, success: true }]);
		expect(org.records('ContentVersion')).toHaveLength(1);
		const down = await runOperation(fixture, {
			parameters: { resource: 'file', operation: 'download', fileId: byId(up.rows[0]!.id) },
		});
		expect(down.rows).toMatchObject([{ size: content.length }]);
		expect(down.outputs[0]![0]!.binary!.data).toMatchObject({ fileSize: '30 MB' });
	});

	it('leaves nothing in the store of a download that ends early, and says so', async () => {
		const { org } = fixture;
		const [id] = org.insert('ContentVersion', [
			{ PathOnClient: 'a.txt', VersionData: Buffer.alloc(300_000, 'x').toString('base64') },
		]);
		org.addFault({
			match: { path: 'VersionData' },
			status: 200,
			body: 'x'.repeat(200_000),
			times: 1,
		});
		const before = storedFiles();
		const { error } = await runOperation(fixture, {
			parameters: { resource: 'file', operation: 'download', fileId: byId(id) },
		});
		expect(error?.message).toMatch(/200000 of 300000 bytes of the file 068/);
		expect(storedFiles()).toEqual(before);
	});

	it('refuses bad input by name before anything is sent', async () => {
		writeFileSync(join(scratch, 'bad.txt'), 'x');
		const { error } = await runOperation(fixture, {
			before: readFiles(join(scratch, 'bad.txt')),
			parameters: { resource: 'file', operation: 'upload', inputDataFieldName: 'file' },
		});
		expect(error?.message).toMatch(/The item has no file in the field 'file'/);
		expect(error?.description).toMatch(/'data'/);
		expect(fixture.org.calls).toEqual([]);
	});
});
