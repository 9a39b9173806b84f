import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readMultipart } from '../../../emulator/files/readMultipart';

const contentType = 'multipart/form-data; boundary="b"';
const body = (text: string, encoding: BufferEncoding = 'latin1') =>
	Readable.from([Buffer.from(text, encoding)]);

const twoParts =
	'--b\r\nContent-Disposition: form-data; name="entity_content";\r\nContent-Type: application/json\r\n\r\n' +
	'{"Title":"a"}\r\n' +
	'--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: form-data; name="VersionData"; filename="a.pdf"\r\n\r\n' +
	'\x00\xff\r\n--\r\n--b--\r\n';

describe('readMultipart', () => {
	it('gives each part its name, type and bytes', async () => {
		const [json, file] = await readMultipart(contentType, body(twoParts), 100);
		expect(json).toMatchObject({ name: 'entity_content', contentType: 'application/json' });
		expect(json?.content.toString()).toBe('{"Title":"a"}');
		expect(file).toMatchObject({ name: 'VersionData', filename: 'a.pdf' });
		expect(file?.content.toString('latin1')).toBe('\x00\xff\r\n--');
	});

	it('reads bodies that come byte by byte', async () => {
		const bytes = [...Buffer.from(twoParts, 'latin1')].map((byte) => Buffer.from([byte]));
		expect(await readMultipart(contentType, Readable.from(bytes), 100)).toHaveLength(2);
	});

	it('refuses a part that is too large', async () => {
		await expect(readMultipart(contentType, body(twoParts), 5)).rejects.toThrow('larger than 5');
	});

	it('refuses a body that ends within a part, and a type without a boundary', async () => {
		await expect(readMultipart(contentType, body(twoParts.slice(0, -20)), 100)).rejects.toThrow();
		await expect(readMultipart('multipart/form-data', body(twoParts), 100)).rejects.toThrow();
	});
});
