import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMultipart } from '../../../emulator/files/readMultipart';
import { readFile } from '../../../rest/files/FileSource';
import { createMultipart } from '../../../rest/files/multipart';
import { anyText } from '../../anyText';

const sourceOf = (content: Uint8Array, name = 'a.bin', mimeType = 'text/plain') => ({
	name,
	mimeType,
	size: content.length,
	open: () => Readable.from(content.length > 0 ? [content] : []),
});

const files = fc.array(
	fc.record({
		content: fc.uint8Array({ minLength: 1, maxLength: 5_000, size: 'max' }),
		name: anyText(),
		mimeType: fc.oneof(anyText(), fc.constant('application/pdf')),
	}),
	{ minLength: 1, maxLength: 5 },
);

describe('a multipart body', () => {
	it('gives back every record and file, whatever they hold and are called, each time it is opened', async () => {
		await fc.assert(
			fc.asyncProperty(fc.json(), files, async (json, given) => {
				const value = { json };
				const parts = given.map(({ content, name, mimeType }, at) => ({
					name: `file${at}`,
					file: sourceOf(content, name, mimeType),
				}));
				const { headers, body } = await createMultipart({ name: 'collection', value }, parts);
				for (let send = 0; send < 2; send += 1) {
					const bytes = await buffer(await body());
					expect(bytes.length).toBe(Number(headers['Content-Length']));
					const [first, ...others] = await readMultipart(
						headers['Content-Type']!,
						Readable.from([bytes]),
						1e6,
					);
					expect(first).toMatchObject({ name: 'collection', contentType: 'application/json' });
					expect(first!.filename).toBeUndefined();
					expect(JSON.parse(String(first!.content))).toEqual(value);
					expect(others.map(({ name }) => name)).toEqual(parts.map(({ name }) => name));
					expect(others.every(({ filename }) => /^[\w.-]+$/.test(filename ?? ''))).toBe(true);
					others.forEach(({ content }, at) =>
						expect(content.equals(Buffer.from(given[at]!.content))).toBe(true),
					);
				}
			}),
			{ numRuns: 50 },
		);
	});

	it.each([
		['shorter', 4, 'it has only 3'],
		['longer', 2, 'it has more'],
	])('fails if a file is %s than it is said to be', async (_, size, message) => {
		const file = { ...sourceOf(Buffer.from('abc')), size };
		const { body } = await createMultipart({ name: 'entity_content', value: {} }, [
			{ name: 'VersionData', file },
		]);
		await expect(buffer(await body())).rejects.toThrow(message);
	});

	it('cuts what a store gives as one piece, without a copy', async () => {
		const content = Buffer.alloc(1_000_000, 'x');
		const pieces: Uint8Array[] = [];
		for await (const piece of readFile(sourceOf(content))) pieces.push(piece);
		expect(Buffer.concat(pieces).equals(content)).toBe(true);
		expect(Math.max(...pieces.map(({ length }) => length))).toBe(256 * 1024);
		expect(pieces.every(({ buffer: memory }) => memory === content.buffer)).toBe(true);
	});

	it('opens a file when its turn comes, and gives back those that are open if the send ends', async () => {
		const opened: string[] = [];
		const closed: string[] = [];
		const endless = (name: string) => ({
			name,
			mimeType: 'text/plain',
			size: 1e9,
			async *open() {
				opened.push(name);
				try {
					for (;;) yield await Promise.resolve(Buffer.alloc(64 * 1024));
				} finally {
					closed.push(name);
				}
			},
		});
		const parts = ['a', 'b'].map((name) => ({ name, file: endless(name) }));
		const { body } = await createMultipart({ name: 'collection', value: {} }, parts);
		const stream = await body();
		await new Promise((resolve) => stream.once('readable', resolve));
		stream.destroy();
		await expect.poll(() => closed).toEqual(['a']);
		expect(opened).toEqual(['a']);
	});
});
